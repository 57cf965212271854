import Formulas
import Language

/// A model worked out for one setting of its switches: the operations in order, and what autograd keeps of each.
///
/// Costs are still formulas in the numeric inputs; only the switches have been decided.
struct Graph {
  var operations: [Operation] = []
  var storages: [Storage] = []

  /// Memory behind one or more tensors: kept once, however many operations keep a view of it.
  struct Storage {
    var elements: Formula
    var type: Symbol
    /// Where it was made: tensors made outside a repetition exist once, whoever keeps them.
    var path: [Segment]
    /// How many devices share it; nil is one.
    var share: Formula?
    var isKept = false
  }

  /// A tensor: a storage, and how an operation sees it.
  struct Tensor {
    var storage: Int
    var sizes: [Formula]
    var type: Symbol
    /// Whether the dimensions were exchanged, so that rows no longer lie one behind the other.
    var isPermuted = false
  }

  /// One name of a path; `times` where it stands for equal copies.
  struct Segment: Equatable {
    var name: Symbol
    var times: Formula?
    /// How many pipeline stages the copies are spread over.
    var across: Formula?
  }

  struct Operation {
    var name: Symbol
    var op: String
    var path: [Segment]
    var span: Span
    /// The sizes of the tensors it is given.
    var operands: [[Formula]] = []
    var weights: [Weight] = []
    var forward: Formula?
    var backward: Formula?
    var traffic: [Declaration.Cost: Formula] = [:]
    /// Whether it comes after the blocks that are spread over pipeline stages, so that the first has none of it.
    var isBeyondFirstStage = false
    /// Whether the forward product is among what a checkpoint computes again.
    var isRecomputed = false
    var kept: [Kept] = []
    var listed: [Formula] = []
    /// Conventions that decide what is kept, and those that its products rest on.
    var conventions: Set<Symbol> = []
    var productConventions: Set<Symbol> = []
  }

  struct Weight {
    var name: Symbol
    var sizes: [Formula]
    var elements: Formula
    var kind: Declaration.WeightKind
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
