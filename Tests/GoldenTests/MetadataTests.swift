import Foundation
import Testing

@testable import Shell

/// What the repository says of itself in several places agrees.
@Suite("Metadata")
struct MetadataTests {
  private static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent()
    .deletingLastPathComponent().path

  private func text(_ path: String) -> String? {
    try? String(contentsOfFile: Self.root + "/" + path, encoding: .utf8)
  }

  private static func files(_ folder: String, _ suffixes: [String]) -> [String] {
    let all = FileManager.default.enumerator(atPath: root + "/" + folder)?.compactMap { $0 as? String } ?? []
    return all.filter { path in suffixes.contains { path.hasSuffix($0) } }.map { folder + "/" + $0 }.sorted()
  }

  @Test("The version is the same everywhere")
  func version() {
    #expect(AcctProcess(arguments: ["--version"]).run().output == Version.text + "\n")
    for page in ["man/acct.1", "CHANGELOG.md"] {
      guard let text = text(page) else { continue }
      #expect(text.contains(Version.text), "\(page) does not speak of \(Version.text)")
    }
  }

  @Test("A Swift file is named for what it holds")
  func fileNames() {
    for path in Self.files("Sources", [".swift"]) {
      // A rung of the ladder is named for its kernel, a program for nothing.
      if path.hasSuffix("Kernel.swift") || path.hasSuffix("Sizes.swift") { continue }
      if path.hasSuffix("/main.swift") { continue }
      let name = String(path.split(separator: "/").last?.dropLast(6) ?? "")
      let first = String(name.split(separator: "+").first ?? "")
      let text = text(path) ?? ""
      let spoken = text.range(of: "\\b\(first)", options: [.regularExpression, .caseInsensitive])
      #expect(spoken != nil, "\(path) never speaks of \(first)")
      // `Type+Feature.swift` extends the type.
      if name.contains("+") {
        #expect(text.contains("extension \(first)"), "\(path) extends something else than \(first)")
      }
    }
  }

  @Test("No path of somebody's machine is in the repository")
  func paths() {
    let files =
      ["Sources", "Tests", "scripts", "man", ".ci"].flatMap {
        Self.files($0, [".swift", ".acct", ".out", ".c", ".h", ".1", ".7", ".md", ".json", "run", "test"])
      } + ["Package.swift", "README.md", "CONTRIBUTING.md", "CHANGELOG.md"]
    let machines = ["/home", "/Users", "/work"].map { $0 + "/" }
    for path in files {
      let text = text(path) ?? ""
      for machine in machines {
        // Ada lives in the tests alone.
        let found = text.range(of: machine + "(?!ada/)[a-z0-9]+/", options: .regularExpression)
        #expect(found == nil, "\(path) speaks of \(machine)")
      }
    }
  }
}
