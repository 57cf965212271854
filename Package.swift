// swift-tools-version: 6.0
import PackageDescription

// The rooms of the house and the arrows between them; CONTRIBUTING.md has the map.
let package = Package(
  name: "acct",
  platforms: [.macOS(.v15)],
  products: [
    .executable(name: "acct", targets: ["acct"]),
    .library(name: "Kernels", targets: ["Kernels"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2")
  ],
  targets: [
    .executableTarget(
      name: "acct",
      dependencies: [.product(name: "ArgumentParser", package: "swift-argument-parser")]),
    .target(name: "CKernels", linkerSettings: [.linkedLibrary("m")]),
    .target(name: "Kernels", dependencies: ["CKernels"]),
    .executableTarget(name: "kernel-bench", dependencies: ["Kernels"]),
    .testTarget(
      name: "KernelsTests", dependencies: ["Kernels", "CKernels"], exclude: ["Fixtures"]),
  ]
)
