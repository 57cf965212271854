// swift-tools-version: 6.0
import PackageDescription

// The rooms of the house and the arrows between them; CONTRIBUTING.md has the map.
let package = Package(
  name: "acct",
  platforms: [.macOS(.v15)],
  products: [
    .executable(name: "acct", targets: ["acct"])
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2")
  ],
  targets: [
    .target(name: "Formulas"),
    .target(name: "Language", dependencies: ["Formulas"]),
    .target(name: "Accounting", dependencies: ["Language"], exclude: ["Library"]),
    .executableTarget(
      name: "acct",
      dependencies: ["Accounting", .product(name: "ArgumentParser", package: "swift-argument-parser")]),
    .testTarget(
      name: "AccountingTests", dependencies: ["Accounting", "Language", "Formulas"], exclude: ["Fixtures"]),
  ]
)
