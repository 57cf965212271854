import Formulas
import Language

/// A model worked out for its switches, and the ledgers over it as trees of formulas.
///
/// A class, because evaluations keep it and it fills in ledgers as they are asked for.
final class Plan {
  let family: String
  let graph: Graph
  /// What was decided of the model; the plan is good while all of it comes out the same.
  let decisions: [Elaborator.Decision]
  /// Ledgers have conditions of their own, so that one model may have several trees of a ledger.
  var trees: [Symbol: [Tree]] = [:]
  private var rowCount = 0
  /// The state of the worksheet for which all decisions came out as they stand.
  var goodFor = -1

  init(family: String, graph: Graph, decisions: [Elaborator.Decision]) {
    self.family = family
    self.graph = graph
    self.decisions = decisions
  }

  /// A ledger as its conditions came out.
  final class Tree {
    let root: Row
    var decisions: [Elaborator.Decision] = []
    var goodFor = -1
    /// Whether the ledger refused its inputs, and was laid out all the same.
    var isBroken = false

    init(_ root: Row) { self.root = root }
  }

  /// The plan that an evaluation uses, with the tree of each ledger it has asked for.
  final class InUse {
    let plan: Plan
    var trees: [Symbol: Tree] = [:]

    init(_ plan: Plan) { self.plan = plan }
  }

  func row(_ name: Symbol, _ title: String, under prefix: String) -> Row {
    rowCount += 1
    return Row(id: rowCount, name: name, title: title, prefix: prefix)
  }

  /// A row of a ledger before it is evaluated: a formula, or rows that add up.
  ///
  /// A class, because rows are a tree that is built from leaves to root and then shared.
  final class Row {
    let id: Int
    let name: Symbol
    var formula: Formula?
    var rows: [Row] = []
    /// How many equal copies the rows stand for.
    var times: Formula?
    var role = Ledger.Role.counted
    /// Whether it is left out where it is zero.
    var isOptional = false
    var note = ""
    var span = Span.none
    var conventions: Set<Symbol> = []
    /// The operation whose product it counts.
    var operation: Int?
    /// What picks the one row that counts.
    var selector: Declaration.Selector?
    let path: String

    /// The name as text.
    let title: String

    /// An optional row counts as any other.
    func take(_ role: Ledger.Role) {
      isOptional = role == .optional
      self.role = isOptional ? .counted : role
    }

    init(id: Int, name: Symbol, title: String, prefix: String) {
      self.id = id
      self.name = name
      self.title = title
      path = prefix.isEmpty ? title : prefix + "." + title
    }

    /// What of a row an evaluation remembers: one of the copies, all of them, or a ledger with what stands beside
    /// its total.
    enum Part: Int { case one, all, whole }

    func key(_ part: Part) -> Int { id * 3 + part.rawValue }
  }
}
