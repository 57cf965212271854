/// How far one is in each lesson, as text: a heading, then a line each, its fields separated by tabs; the last is the
/// one that was taken last. Kept from session to session.
struct LessonProgress {
  static let name = "lessons"
  private static let heading = "# acct lessons 1: name item marks (. open, + done, - told)"

  struct Entry: Equatable {
    var name: String
    /// The item to go on with; as many as there are once the lesson is through.
    var at: Int
    var marks: [Course.Mark]

    var isFinished: Bool { at >= marks.count }
  }

  private(set) var entries: [Entry] = []
  /// The number of the first line that can't be read.
  private(set) var brokenLine: Int?

  init() {}

  init(_ bytes: [UInt8]) {
    guard let text = String(validating: bytes, as: UTF8.self) else {
      brokenLine = 1
      return
    }
    for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
      if line.isEmpty || line.hasPrefix("#") { continue }
      if let entry = Self.entry(line) { put(entry) } else { brokenLine = brokenLine ?? index + 1 }
    }
  }

  private static func entry(_ line: Substring) -> Entry? {
    let fields = line.split(separator: "\t", omittingEmptySubsequences: false)
    guard fields.count == 3, !fields[0].isEmpty, let at = Int(fields[1]) else { return nil }
    let marks = fields[2].compactMap(Course.Mark.init)
    guard marks.count == fields[2].count, !marks.isEmpty, (0...marks.count).contains(at) else { return nil }
    return Entry(name: String(fields[0]), at: at, marks: marks)
  }

  subscript(name: String) -> Entry? { entries.first { $0.name == name } }

  /// Enters how far one is, as the latest.
  mutating func put(_ entry: Entry) {
    remove(entry.name)
    entries.append(entry)
  }

  mutating func remove(_ name: String) { entries.removeAll { $0.name == name } }

  var text: String {
    let lines = entries.map { "\($0.name)\t\($0.at)\t\(String($0.marks.map(\.rawValue)))" }
    return ([Self.heading] + lines).map { $0 + "\n" }.joined()
  }
}
