import Formulas
import Language

/// A model worked out for one setting of its switches: the operations in order, and what autograd keeps of each.
///
/// Costs are still formulas in the numeric inputs; only the switches have been decided.
struct Graph {
  var operations: [Operation] = []
  var storages: [Storage] = []
  var repetitions: [Repetition] = []
  /// The stretches of copies that are spread over pipeline stages, in the order they come in.
  var spreads: [Spread] = []
  /// Whether there is more than one stage to spread them over.
  var isCut = false
  /// Whether the first or the last stage has fewer blocks than the others.
  var isUneven = false
  /// Whether some weights are not trained.
  var isFrozen = false
  private var parts = 0

  mutating func nextPart() -> Int {
    parts += 1
    return parts
  }

  /// Memory behind one or more tensors: kept once, however many operations keep a view of it.
  struct Storage {
    var elements: Formula
    var type: Symbol
    /// Where it was made: tensors made outside a repetition exist once, whoever keeps them.
    var path: [Segment]
    /// How many devices share it; nil is one.
    var share: Formula?
    var isKept = false
    /// Whether a gradient flows into it; said only where something is frozen.
    var gradient = Gradient.never
  }

  /// A tensor: a storage, and how an operation sees it.
  struct Tensor {
    var storage: Int
    var sizes: [Formula]
    var type: Symbol
    /// Whether the dimensions were exchanged, so that rows no longer lie one behind the other.
    var isPermuted = false
    /// Which part of the storage it shows; 0 is the whole. Gradients of parts lie side by side.
    var part = 0
  }

  /// One name of a path; `times` where it stands for equal copies.
  struct Segment: Equatable {
    var name: Symbol
    var times: Formula?
    /// Which of the spreads over pipeline stages the copies are.
    var spread: Int?
    var copies = Copies.all

    var isRepeated: Bool { times != nil || copies == .first }

    /// Which of the copies: the first stands alone where no gradient has to flow into it; `others` are then fewer by
    /// one, in what the first has of its own.
    enum Copies { case all, first, others }
  }

  struct Operation {
    var name: Symbol
    var op: String
    var path: [Segment]
    var span: Span
    /// The tensors it is given, and the one it makes.
    var operands: [Tensor] = []
    var result: Tensor?
    var weights: [Weight] = []
    /// What was declared of its costs; `backward` is twice `forward` where it is not.
    var costs: [Declaration.Cost: Formula] = [:]
    var gradient = Declaration.Gradient.fresh
    /// How many devices share its work; nil is one.
    var share: Formula?
    /// How many of the spreads over pipeline stages have come before it.
    var spreadsBefore = 0
    /// Whether the forward product is among what a checkpoint computes again.
    var isRecomputed = false
    var kept: [Kept] = []
    /// What it keeps when a checkpoint computes it again; gone with its own backward pass.
    var keptAgain: [Int] = []
    /// The checkpoint whose stretch it belongs to.
    var checkpoint: Int?
    var listed: [Formula] = []
    /// Conventions that decide what is kept, and those that its products rest on.
    var conventions: Set<Symbol> = []
    var productConventions: Set<Symbol> = []
    /// What requires a gradient of it; nil where nothing is frozen.
    var needs: Needs?

    var forward: Formula? { costs[.forward] }
    var isFirstCopy: Bool { path.contains { $0.copies == .first } }
  }

  /// Copies that are spread over the stages of a pipeline.
  struct Spread {
    var times: Formula
    var stages: Formula
  }

  /// A stretch of operations that stands for equal copies, one behind the other.
  struct Repetition {
    var operations: Range<Int>
    var times: Formula
    var spread: Int?
    /// Whether the first copy was worked out by itself before.
    var isWithoutFirst = false
    var carried: [Carried]

    /// A tensor that goes from copy to copy, as the storages it is in: before the first copy, inside at the
    /// beginning and at the end, and after the last.
    struct Carried {
      var before, entry, exit, after: Int
    }
  }

  struct Weight {
    var name: Symbol
    var sizes: [Formula]
    var elements: Formula
    var kind: Declaration.WeightKind
    /// The row and the name of the operation it belongs to.
    var row: Symbol
    var op: String
    var isTrained = true
    /// How many devices share it; nil is one.
    var share: Formula?
  }

  struct Kept {
    enum Kind { case activation, weightCast, input }
    var name: Symbol
    var storage: Int
    var bytes: Formula
    var kind: Kind
    /// `Mm.self`: the attribute of the autograd node that holds it.
    var label: String
    /// Where it is counted: the path of the keeper, or of the maker if that lies outside a repetition.
    var path: [Segment]
    /// Who keeps it first.
    var keeper: [Segment]
    /// Further operations that keep the same storage.
    var also: [String] = []
  }
}
