import Formulas
import Kernels
import Language

/// What `measure` was asked to do.
struct MeasureRequest {
  enum Subject: String, CaseIterable {
    case adamw
    case sizes = "adamw over sizes"
    case roofline
  }

  var subject: Subject
  var parameters: Int
  var threads: Int
  var seconds: Double
  var kernels: [Kernel]
  /// Where the settings stand, for what is found wrong later.
  var span: Span
  /// Where the number of parameters stands.
  var sizeSpan: Span
  /// Where the number of threads stands.
  var threadsSpan: Span

  private static let usualParameters = 16_000_000
  private static let usualSeconds = 2.0
  /// What takes less time than to wake a core says nothing of the memory.
  static let leastForVerdict = 1000
  private static let mostSeconds = 3600.0

  /// A setting that may follow `with`: one row each.
  struct Setting: Sendable {
    let name: String
    let wanted: String
    /// The words it may be, beside others.
    var words: [String] = []
    let read: @Sendable (inout MeasureRequest, Session, Formula) throws(Diagnostic) -> Bool
  }

  static let settings = [
    Setting(name: "params", wanted: "how many parameters, a whole number from 1: params = 64M") {
      (request, session, formula) throws(Diagnostic) in
      guard let count = try session.count(formula) else { return false }
      request.parameters = count
      request.sizeSpan = session.sheet.arena.span(formula)
      return true
    },
    Setting(
      name: "threads", wanted: "how many threads work, all cores or 1 to 1024: threads = 2", words: ["all"]
    ) {
      (request, session, formula) throws(Diagnostic) in
      if session.words(formula) == ["all"] { return true }
      guard let count = try session.count(formula) else { return false }
      request.threads = count
      request.threadsSpan = session.sheet.arena.span(formula)
      return true
    },
    Setting(name: "seconds", wanted: "how long to measure, up to an hour: seconds = 2") {
      (request, session, formula) throws(Diagnostic) in
      guard let time = try session.sheet.answer(formula).value.quantity,
        [Dimension.none, session.sheet.units["s"]?.dimension].contains(time.dimension),
        time.number.double > 0, time.number.double <= mostSeconds
      else { return false }
      request.seconds = time.number.double
      return true
    },
    Setting(
      name: "precision", wanted: "all or one of: " + Precision.all.map(\.name).joined(separator: " "),
      words: ["all"] + Precision.all.map(\.name)
    ) { (request, session, formula) throws(Diagnostic) in
      let words = session.words(formula)
      guard !words.isEmpty,
        words.allSatisfy({ word in word == "all" || Precision.all.contains { $0.name == word } })
      else { return false }
      request.kernels.removeAll { !words.contains("all") && !words.contains($0.precision.name) }
      return true
    },
    Setting(
      name: "kernel", wanted: "all or one of: " + Kernel.all.map(\.name).joined(separator: " "),
      words: ["all"] + Kernel.all.map(\.name)
    ) {
      (request, session, formula) throws(Diagnostic) in
      // As in measured.adamw, eight_bit may be written for 8bit.
      let words = session.words(formula).map { word in
        Kernel.all.first { word == Kernel.member($0.name) }?.name ?? word
      }
      guard !words.isEmpty,
        words.allSatisfy({ word in word == "all" || Kernel.all.contains { $0.name == word } })
      else { return false }
      request.kernels.removeAll { !words.contains("all") && !words.contains($0.name) }
      return true
    },
  ]

  init(_ arguments: Statement.Arguments, _ session: Session) throws(Diagnostic) {
    let words = arguments.words.joined(separator: " ")
    guard let subject = Subject(rawValue: words) else {
      let known = Subject.allCases.map(\.rawValue).joined(separator: ", ")
      let begun = Subject.allCases.map(\.rawValue).last { words.hasPrefix($0 + " ") }
      let near =
        begun.map { "settings follow with: measure \($0) with\(words.dropFirst($0.count))" }
        ?? Suggestion.nearest(to: words, among: Subject.allCases.map(\.rawValue)).map {
          "did you mean \($0)?"
        }
      throw Diagnostic(
        .unknownSubject,
        words.isEmpty ? "what to measure is wanted" : "there is no measurement of \"\(words)\"",
        at: arguments.textSpan, near ?? "measure takes \(known); settings follow with")
    }
    self.subject = subject
    parameters = MeasureRequest.usualParameters
    threads = Machine.current.cores
    seconds = MeasureRequest.usualSeconds
    kernels = Kernel.all
    (span, sizeSpan, threadsSpan) = (arguments.textSpan, arguments.textSpan, arguments.textSpan)
    for item in arguments.settings { try set(item, session) }
    let given = Dictionary(
      arguments.settings.map { (session.sheet.names[$0.name], $0) }, uniquingKeysWith: { first, _ in first })
    if subject == .sizes {
      if let given = given["params"] {
        throw Diagnostic(
          .outsideDomain, "over sizes picks its own numbers of parameters", at: given.span, "leave params out"
        )
      }
      if let given = given["kernel"], kernels.count > 1 {
        throw Diagnostic(
          .outsideDomain, "a curve is of one kernel", at: given.span, "kernel = \(Kernel.fastest.name)")
      }
      if given["precision"] == nil, given["kernel"] == nil { kernels = [.fastest] }
      // The last of a precision is the fastest.
      kernels = Array(kernels.suffix(1))
    }
    if subject == .roofline, let given = given["kernel"] {
      throw Diagnostic(
        .outsideDomain, "the roofline is of a precision, whatever the kernel", at: given.span,
        "precision = " + (kernels.first?.precision.name ?? "fp32"))
    }
    if subject == .roofline, given["precision"] == nil {
      kernels.removeAll { $0.precision != .float32 }
    }
    if kernels.isEmpty {
      throw Diagnostic(
        .outsideDomain, "no kernel of that name works at that precision", at: span,
        Kernel.all.map { "\($0.name) is \($0.precision.name)" }.joined(separator: ", "))
    }
  }

  private mutating func set(_ item: Override, _ session: Session) throws(Diagnostic) {
    let name = session.sheet.names[item.name]
    guard let setting = MeasureRequest.settings.first(where: { $0.name == name }) else {
      let known = MeasureRequest.settings.map(\.name)
      let near = Suggestion.phrase(name, among: known)
      throw Diagnostic(
        .unknownName, "measure has no setting \(name)", at: item.span,
        near.isEmpty ? "there are \(known.joined(separator: ", "))" : near)
    }
    guard try setting.read(&self, session, item.formula) else {
      throw Diagnostic(
        .outsideDomain, "\(session.question(item.formula)) is not a value of \(name)",
        at: session.sheet.arena.span(item.formula), setting.wanted)
    }
  }
}

extension Session {
  /// A number of something, at least 1; nil for another value, a number of bytes among them.
  fileprivate func count(_ formula: Formula) throws(Diagnostic) -> Int? {
    guard let value = try sheet.answer(formula).value.quantity, let count = value.number.integer, count > 0,
      [Dimension.none, sheet.units["param"]?.dimension].contains(value.dimension)
    else { return nil }
    return count
  }

  /// The bare words of a setting, as written: `8bit`, `[vector, parallel]`.
  fileprivate func words(_ formula: Formula) -> [String] {
    question(formula).split { " ,[]()\t\n".contains($0) }.map(String.init)
  }
}

extension Kernel {
  /// What a step in fp32 should run.
  static var fastest: Kernel {
    all.last { $0.precision == .float32 } ?? all[0]
  }

  /// The name as a member of `measured.adamw`, where a name can't begin with a digit.
  static func member(_ name: String) -> String { name == "8bit" ? "eight_bit" : name }
}
