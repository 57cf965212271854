import Formulas
import Language

/// Errors and warnings: said, and remembered for the exit status.
extension Session {
  /// Says an error and remembers its exit status.
  func fail(_ diagnostic: Diagnostic) {
    guard !diagnostic.message.isEmpty else { return }
    tell(diagnostic)
    if status == 0 { status = diagnostic.exitStatus }
  }

  /// Says a diagnostic.
  func tell(_ diagnostic: Diagnostic) {
    if isMuted { return }
    var diagnostic = diagnostic
    // On a page values have colours, which messages have not.
    if recorder != nil { diagnostic.details = diagnostic.details.map { StyledText($0).plain } }
    if [.decimalContext, .kilobyteSpelling].contains(diagnostic.code),
      !toldOnce.insert(diagnostic.code).inserted
    {
      return
    }
    let setting: DiagnosticText.Setting = settings.isInteractive && scriptDepth == 0 ? .prompt : .script
    var lines = DiagnosticText(sources: sheet.sources, page: complaintPage()).lines(diagnostic, in: setting)
    if settings.isInteractive, !diagnostic.isWarning, diagnostic.code != .interrupted,
      toldCodes.insert(diagnostic.code).inserted
    {
      lines.append(complaintPage().paint("explain \(diagnostic.code.rawValue) says more", .dim))
    }
    complaints(lines.joined(separator: "\n") + "\n")
    recorder?.add(
      .complaint(DiagnosticText(sources: sheet.sources, page: Page()).lines(diagnostic, in: .script)))
  }

  /// Says the warnings of an evaluation; under --strict the first is an error.
  func weigh(_ warnings: [Diagnostic]) throws(Diagnostic) {
    for warning in warnings {
      if settings.isStrict, [.frozenDependent, .newName, .unknownKey].contains(warning.code) {
        var error = warning
        error.isRaised = true
        throw error
      }
      tell(warning.placed(in: current, sheet.sources))
    }
  }
}

extension Diagnostic {
  /// A failure that was said where it happened.
  static let said = Diagnostic(.assertionFailed, "")

  /// Marks that point into the embedded library say nothing to the user: then it is the statement that is shown.
  func placed(in span: Span, _ sources: Sources) -> Diagnostic {
    var copy = self
    // A circle has no one place: it is what was just said that closed it.
    if code == .circular { copy.marks = [Mark(span)] }
    let own = copy.marks.filter { $0.span.source == span.source }
    if own.isEmpty {
      let notes = copy.marks.map(\.note).filter { !$0.isEmpty }
      let places = copy.marks.compactMap { sources.place($0.span) }
      copy.marks = [Mark(span, notes.first ?? "")]
      let isSelfContained = [.circular, .unset, .doesNotDivide, .computed].contains(code)
      if let place = places.first, !isSelfContained { copy.details.append("in \(place)") }
    } else {
      copy.marks = own
    }
    return copy
  }
}
