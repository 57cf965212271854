/// What can be wrong with a step or a measurement that was asked for.
public enum KernelError: Error, Equatable, Sendable {
  case hyperparameter(name: String, value: Double, wanted: String)
  case lengths(parameters: Int, other: Int, of: String)
  case precision(state: String, wanted: String)
  case variant(name: String, kernel: String)
  /// AMSGrad was switched on after the first moments were kept.
  case noPeaks
  case instructions(InstructionSet)
  case kernel(name: String)
  case threads(Int)
  /// Of a checkpoint.
  case step(Int)
  case parameters(Int)
  case memory(neededBytes: UInt64, availableBytes: UInt64)
  case allocation(bytes: UInt64)
  case nothingToMeasure
}

extension KernelError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .hyperparameter(let name, let value, let wanted):
      "`\(name)` is \(value); it must be \(wanted)"
    case .lengths(let parameters, let other, let what):
      "\(parameters) parameters, but \(other) \(what); the lengths must be equal"
    case .precision(let state, let wanted):
      "the optimizer's precision is `\(state)`; this call is for `\(wanted)`"
    case .noPeaks: "AMSGrad was switched on later; make the optimizer with it, so that it keeps peaks"
    case .variant(let name, let kernel): "kernel `\(kernel)` has no \(name); take an fp32 kernel"
    case .instructions(let set): "this CPU does not have \(set.name)"
    case .kernel(let name):
      "there is no kernel `\(name)`; there are \(Kernel.all.map { "`\($0.name)`" }.joined(separator: ", "))"
    case .step(let count): "a checkpoint after \(count) steps; it must be 0 or more"
    case .threads(let count): "\(count) threads; ask for 1 to \(Crew.limit)"
    case .parameters(let count):
      "\(count) parameters; ask for " + (count < 1 ? "at least 1" : "fewer than 2^40")
    case .memory(let needed, let available):
      "this needs \(needed) bytes of memory, but \(available) are free; take fewer parameters"
    case .allocation(let bytes): "the system refused \(bytes) bytes of memory"
    case .nothingToMeasure: "no kernel was named; name at least one"
    }
  }
}
