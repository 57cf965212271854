// swift-tools-version: 6.0
import PackageDescription

// The rooms of the house and the arrows between them; CONTRIBUTING.md has the map.
let package = Package(
  name: "acct",
  platforms: [.macOS(.v15)],
  products: [
    .executable(name: "acct", targets: ["acct"]),
    .library(name: "Kernels", targets: ["Kernels"]),
    // For fuzz/, which is a package of its own.
    .library(name: "Shell", targets: ["Shell"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2")
  ],
  targets: [
    .target(name: "Formulas"),
    .target(name: "Language", dependencies: ["Formulas"]),
    .target(name: "Accounting", dependencies: ["Language"], exclude: ["Library"]),
    .target(
      name: "CLineEdit",
      cSettings: [.define("_GNU_SOURCE", .when(platforms: [.linux]))],
      linkerSettings: [.linkedLibrary("edit")]),
    .target(name: "Shell", dependencies: ["Accounting", "CLineEdit", "Kernels"]),
    .executableTarget(
      name: "acct",
      dependencies: ["Shell", .product(name: "ArgumentParser", package: "swift-argument-parser")]),
    .executableTarget(
      name: "acct-bench", dependencies: ["Accounting", "Kernels"], path: "Benchmarks", exclude: ["peers"]),
    .target(
      name: "CPty", path: "Tests/CPty",
      cSettings: [.define("_GNU_SOURCE", .when(platforms: [.linux]))],
      linkerSettings: [.linkedLibrary("util", .when(platforms: [.linux]))]),
    .target(name: "PtyDriver", dependencies: ["CPty"], path: "Tests/PtyDriver"),
    .executableTarget(name: "EditorFixture", dependencies: ["Shell"], path: "Tests/EditorFixture"),
    .testTarget(name: "TerminalTests", dependencies: ["Shell", "CPty", "PtyDriver", "EditorFixture"]),
    .testTarget(name: "ShellTests", dependencies: ["acct", "Shell", "CPty", "PtyDriver"]),
    .testTarget(name: "RenderingTests", dependencies: ["Shell"]),
    .testTarget(name: "ManualTests", dependencies: ["Shell", "PtyDriver", "acct"]),
    .testTarget(
      name: "AccountingTests", dependencies: ["Accounting", "Language", "Formulas"], exclude: ["Fixtures"]),
    .testTarget(
      name: "GoldenTests", dependencies: ["Shell", "PtyDriver", "acct"],
      exclude: [
        "lexing", "syntax", "units", "evaluation", "worksheet", "ledgers", "models", "explaining", "commands",
        "formats", "searching", "machines", "published", "pages", "lessons",
      ]),
    .testTarget(name: "MeasureTests", dependencies: ["Shell", "Kernels"]),
    .target(name: "CKernels", linkerSettings: [.linkedLibrary("m")]),
    .target(name: "Kernels", dependencies: ["CKernels"]),
    .executableTarget(name: "kernel-bench", dependencies: ["Kernels"]),
    .testTarget(
      name: "KernelsTests", dependencies: ["Kernels", "CKernels"], exclude: ["Fixtures"]),
  ]
)
