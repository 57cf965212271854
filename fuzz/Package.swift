// swift-tools-version: 6.0
import PackageDescription

// A libFuzzer target, apart from the main package, whose tests do not build it:
//
//     swift build --package-path fuzz --sanitize fuzzer
//     mkdir -p fuzz/.build/corpus && cp Tests/GoldenTests/*/*.acct fuzz/.build/corpus
//     fuzz/.build/debug/Fuzz fuzz/.build/corpus -max_len=4000 -timeout=10
let package = Package(
  name: "fuzz",
  platforms: [.macOS(.v15)],
  dependencies: [.package(name: "acct", path: "..")],
  targets: [
    .executableTarget(name: "Fuzz", dependencies: [.product(name: "Shell", package: "acct")])
  ]
)
