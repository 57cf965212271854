import Foundation
import Testing

#if canImport(FoundationXML)
  import FoundationXML
#endif

/// Pages of the web are well-formed, whole in themselves, and show text as text.
@Suite("Pages of the web")
struct PageTests {
  /// The page of a script.
  private func page(_ code: String) -> AcctProcess.Outcome {
    var process = AcctProcess(arguments: ["-n", "--format", "html", "-"])
    process.input = Array(code.utf8)
    return process.run()
  }

  private func isWellFormed(_ page: String) -> Bool {
    let parser = XMLParser(data: Data(page.utf8))
    return parser.parse()
  }

  @Test("Every golden script that runs is a well-formed page", arguments: Golden.stages)
  func goldens(stage: String) throws {
    for golden in Golden.all where golden.stage == stage {
      let bytes = [UInt8](FileManager.default.contents(atPath: golden.script) ?? Data())
      var process = AcctProcess(arguments: ["-n", "--safe", "--format", "html", "-"])
      process.directory = golden.folder
      process.input = bytes
      let outcome = process.run()
      #expect(outcome.signal == 0, "\(golden)")
      #expect(isWellFormed(outcome.output), "\(golden)")
    }
  }

  @Test(
    "What is hostile in a comment, a statement or an answer stays text",
    arguments: [
      "<script>alert(1)</script>", "\"><img src=x onerror=alert(1)>", "&lt;b&gt; &amp;", "]]>", "<!--", "'\"",
      "\u{1B}[31mred", "\u{0}\u{1}\u{7F}\u{FFFE}", "](javascript:alert(1))", "[x](javascript:alert(1))",
      "[x](https://a\" onclick=\"b)", "```", "**a *b", "`<`", "\u{202E}abc", "größe × ∞ 🙂",
    ])
  func hostile(text: String) {
    let quoted = text.replacingOccurrences(of: "\\", with: "\\\\").replacingOccurrences(
      of: "\"", with: "\\\""
    )
    .replacingOccurrences(of: "{", with: "\\{")
    let outcome = page(
      "# \(text)\n# # \(text)\n\nprint \"\(quoted)\"\n\"\(quoted)\"\nassert false, \"\(quoted)\"")
    #expect(isWellFormed(outcome.output))
    let body = outcome.output.components(separatedBy: "<main>").last ?? ""
    for bad in ["<script", "<img", "href=\"javascript", "onclick=\"", "\u{1B}", "\u{0}"] {
      #expect(!body.contains(bad), "\(bad)")
    }
  }

  @Test("A page asks for nothing from outside")
  func selfContained() {
    let outcome = page(
      "use gpt2\nmemory\nexplain memory.weights\nplot memory over batch_size = 1..8\nplot params")
    #expect(outcome.status == 0)
    let rest = outcome.output.replacingOccurrences(of: "http://www.w3.org/", with: "")
    for word in ["http", "src=", "<link", "@import", "url(", "<script"] { #expect(!rest.contains(word)) }
    for part in ["<math", "<svg", "class=\"bar\"", "prefers-color-scheme: dark", "@media print", "viewport"] {
      #expect(rest.contains(part))
    }
  }

  @Test("A table of a thousand rows is shown, and the rest is counted")
  func longTable() {
    let outcome = page("sweep batch_size = 1..1500 : params\n")
    #expect(outcome.output.components(separatedBy: "<tr>").count == 1_002)
    #expect(outcome.output.contains("500 more rows"))
  }

  @Test(
    "A page needs a script",
    arguments: [
      (
        ["--format", "html", "--step", "x.acct"],
        "acct: --step shows a script here, --format html writes it as a page: take one of them\n"
      ),
      (
        ["--format", "html", "-i"],
        "acct: --format html writes a script as a page: acct --format html FILE.acct\n"
      ),
    ])
  func refused(arguments: [String], message: String) {
    var process = AcctProcess(arguments: arguments)
    process.input = []
    let outcome = process.run()
    #expect(outcome.messages == message)
    #expect(outcome.status == 2)
  }

  @Test("An answer goes to a file as a page, all or nothing, and a question that fails leaves what was there")
  func files() throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("acct-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    func run(_ code: String) -> AcctProcess.Outcome {
      var process = AcctProcess(arguments: ["-n", "-c", code])
      process.directory = folder.path
      return process.run()
    }
    let outcome = run("params > \"p.html\"; print 1")
    #expect(outcome.output == "1\n")
    let file = folder.appendingPathComponent("p.html")
    let page = try String(contentsOf: file, encoding: .utf8)
    #expect(page.contains("<code>params</code>"))
    #expect(isWellFormed(page))
    #expect(run("memory + 3 s > \"p.html\"").status == 1)
    #expect(try String(contentsOf: file, encoding: .utf8) == page)
    #expect(run("params | html").output.contains("<table class=\"ledger\">"))
  }
}
