import Formulas
import Language

/// The answer to a question: the value, how it came about, and what to say beside it.
public struct Answer {
  public var value: Value
  public var step: StepID
  public var trace: Trace
  public var formula: Formula

  public var warnings: [Diagnostic] { trace.warnings }
}

extension Worksheet {
  /// Evaluates `formula` exactly, with its derivation.
  public func answer(_ formula: Formula) throws(Diagnostic) -> Answer {
    let evaluation = Evaluation(arena, units, self)
    let step = try evaluation.answer(formula)
    return Answer(value: evaluation.trace[step].value, step: step, trace: evaluation.trace, formula: formula)
  }

  /// The conventions that an answer rests on, with their values, in the order of their declaration.
  public func conventions(of answer: Answer) -> [(name: Symbol, value: Value)] {
    var seen: Set<StepID> = []
    var found: [Symbol: Value] = [:]
    var open = [answer.step]
    while let id = open.popLast() {
      guard seen.insert(id).inserted else { continue }
      let step = answer.trace[id]
      switch step.subject {
      case .name(let name), .override(let name): if isConvention(name) { found[name] = step.value }
      default: break
      }
      open += answer.trace.causes(of: id).map(\.step)
    }
    return order.compactMap { name in found[name].map { (name, $0) } }
  }
}
