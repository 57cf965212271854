/// The Markdown that comments are written in: paragraphs, headings, lists, `code`, *stress*, **weight** and links.
/// Whatever else is in it stays text.
struct MarkdownProse {
  private enum Block {
    case paragraph([String])
    case heading(Int, String)
    case list(isOrdered: Bool, [String])
    case code([String])
  }

  private var blocks: [Block] = []

  init(_ lines: [String]) {
    var isOpen = false
    var code: [String]?
    for line in lines {
      let text = line.drop { $0 == " " }
      if text.hasPrefix("```") {
        if let lines = code { blocks.append(.code(lines)) }
        code = code == nil ? [] : nil
        isOpen = false
      } else if code != nil {
        code?.append(line)
      } else if text.isEmpty {
        isOpen = false
      } else if let heading = MarkdownProse.heading(text) {
        blocks.append(heading)
        isOpen = false
      } else if let (isOrdered, item) = MarkdownProse.item(text) {
        add(item, isOrdered)
        isOpen = true
      } else {
        go(on: String(text), isOpen)
        isOpen = true
      }
    }
    if let code { blocks.append(.code(code)) }
  }

  private mutating func add(_ item: String, _ isOrdered: Bool) {
    if case .list(let kind, let items)? = blocks.last, kind == isOrdered {
      blocks[blocks.count - 1] = .list(isOrdered: kind, items + [item])
    } else {
      blocks.append(.list(isOrdered: isOrdered, [item]))
    }
  }

  /// A line that is part of what is open, or begins a paragraph.
  private mutating func go(on line: String, _ isOpen: Bool) {
    switch blocks.last {
    case .paragraph(let lines)? where isOpen: blocks[blocks.count - 1] = .paragraph(lines + [line])
    case .list(let isOrdered, var items)? where isOpen:
      items[items.count - 1] += " " + line
      blocks[blocks.count - 1] = .list(isOrdered: isOrdered, items)
    default: blocks.append(.paragraph([line]))
    }
  }

  private static func heading(_ line: Substring) -> Block? {
    let level = line.prefix { $0 == "#" }.count
    guard (1...6).contains(level), line.dropFirst(level).first == " " else { return nil }
    return .heading(level, String(line.dropFirst(level + 1)))
  }

  private static func item(_ line: Substring) -> (isOrdered: Bool, text: String)? {
    if line.hasPrefix("- ") || line.hasPrefix("* ") { return (false, String(line.dropFirst(2))) }
    let digits = line.prefix { $0.isASCII && $0.isNumber }
    guard (1...3).contains(digits.count), line.dropFirst(digits.count).hasPrefix(". ") else { return nil }
    return (true, String(line.dropFirst(digits.count + 2)))
  }

  var html: String {
    blocks.map { block in
      switch block {
      case .paragraph(let lines): return "<p>\(MarkdownProse.inline(lines.joined(separator: "\n")))</p>"
      case .heading(let level, let text): return "<h\(level)>\(MarkdownProse.inline(text))</h\(level)>"
      case .code(let lines): return "<pre>\(HTML.escape(lines.joined(separator: "\n")))</pre>"
      case .list(let isOrdered, let items):
        let tag = isOrdered ? "ol" : "ul"
        return "<\(tag)>\(items.map { "<li>\(MarkdownProse.inline($0))</li>" }.joined())</\(tag)>"
      }
    }.joined(separator: "\n")
  }

  // MARK: Within a line

  static func inline(_ text: String) -> String {
    var out = ""
    var rest = text[...]
    while let first = rest.first {
      if first == "`", let (inner, behind) = between(rest, "`") {
        out += "<code>\(HTML.escape(inner))</code>"
        rest = behind
      } else if rest.hasPrefix("**"), let (inner, behind) = between(rest, "**") {
        out += "<strong>\(inline(inner))</strong>"
        rest = behind
      } else if first == "*", let (inner, behind) = between(rest, "*") {
        out += "<em>\(inline(inner))</em>"
        rest = behind
      } else if first == "[", let (label, address, behind) = link(rest) {
        out += "<a href=\"\(HTML.escape(address))\">\(inline(label))</a>"
        rest = behind
      } else {
        out += HTML.escape(String(first))
        rest = rest.dropFirst()
      }
    }
    return out
  }

  /// What stands between two signs, with no space inside at either end.
  private static func between(_ text: Substring, _ sign: String) -> (inner: String, behind: Substring)? {
    let body = text.dropFirst(sign.count)
    guard let first = body.first, first != " " else { return nil }
    var at = body.startIndex
    while at < body.endIndex {
      if body[at...].hasPrefix(sign), at > body.startIndex, body[body.index(before: at)] != " " {
        return (String(body[..<at]), body[at...].dropFirst(sign.count))
      }
      at = body.index(after: at)
    }
    return nil
  }

  /// `[label](address)`; only addresses that a browser opens without running anything.
  private static func link(_ text: Substring) -> (label: String, address: String, behind: Substring)? {
    guard let close = text.firstIndex(of: "]"), text[close...].hasPrefix("]("),
      let end = text[close...].firstIndex(of: ")")
    else { return nil }
    let label = text[text.index(after: text.startIndex)..<close]
    let address = text[text.index(close, offsetBy: 2)..<end]
    let isSafe =
      ["https://", "http://", "mailto:", "#"].contains { address.hasPrefix($0) } || !address.contains(":")
    guard isSafe, !label.isEmpty, !address.isEmpty, !address.contains(where: \.isWhitespace) else {
      return nil
    }
    return (String(label), String(address), text[text.index(after: end)...])
  }
}
