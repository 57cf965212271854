import Formulas
import Language

/// Everything a session knows: inputs and what they are bound to, the user's own names, ledgers, models, records.
///
/// A class, because formulas that are being evaluated ask it what names mean.
public final class Worksheet {
  public let names: Names
  public let units: Units
  public let arena: Arena
  public let sources: Sources

  /// What each name stands for, by symbol.
  var entries = Entries()
  /// Names in the order of their declaration, for listings.
  public internal(set) var order: [Symbol] = []
  /// What is declared and in use beside the names.
  var catalogue = Catalogue()
  /// Goes through a lesson before it is entered: one that can't be taken is refused.
  public var reviewing: ((Lesson) throws(Diagnostic) -> Void)?

  /// Models worked out for the switches they met, most recent last.
  var plans: [Plan] = []

  public var lastValue: Value?
  /// Who shares long work over many points.
  public var workers = Workers.one
  /// Polled during long work.
  public var interruption: () -> Bool = { false }
  /// What was measured on this machine, by the name it stands for.
  var observations: [Symbol: Observation] = [:]
  /// Brings back earlier measurements, when one of their names is first asked for.
  var recollection: Recollection?
  /// What can be undone and redone.
  var timeline = Timeline()
  /// What the statement being performed has changed; nil where nobody records it.
  var changes: [Timeline.Change]?
  /// Whether what is declared now comes from the embedded library.
  var isLoadingLibrary = false

  /// A worksheet that knows the embedded library.
  public init() throws(Diagnostic) {
    names = Names()
    units = Units()
    arena = Arena(names: names, units: units)
    sources = Sources()
    try read(library: LibraryText.files)
  }

  /// A worksheet that stands as another does and goes its own way. They share names, units, formulas and sources, so
  /// that what was read for one can be performed in the other.
  public init(copyOf other: Worksheet) {
    (names, units, arena, sources) = (other.names, other.units, other.arena, other.sources)
    (entries, order, catalogue) = (other.entries, other.order, other.catalogue)
    (workers, interruption) = (other.workers, other.interruption)
    (observations, recollection) = (other.observations, other.recollection)
  }

  /// What one name stands for. A class, because it is looked up far more often than it changes; a change makes a
  /// new one.
  final class Entry {
    let kind: Kind
    let description: String
    let span: Span
    let isLibrary: Bool

    init(kind: Kind, description: String, span: Span, isLibrary: Bool) {
      (self.kind, self.description, self.span, self.isLibrary) = (kind, description, span, isLibrary)
    }

    func with(_ kind: Kind) -> Entry {
      Entry(kind: kind, description: description, span: span, isLibrary: isLibrary)
    }

    enum Kind {
      case input(Input)
      /// A name of the user's, or a computed one of the library.
      case definition(Binding)
      case function(parameters: [Symbol], body: Formula)
      case ledger(Declaration.LedgerBody)
      case record(kind: String, Later<[Declaration.Field]>)
    }
  }

  /// Entries by symbol, in an array: symbols are small numbers.
  struct Entries {
    private var slots: [Entry?] = []
    /// Counts changes: what was worked out for one count holds until the next.
    private(set) var version = 0

    subscript(name: Symbol) -> Entry? {
      get { Int(name.id) < slots.count && name.id >= 0 ? slots[Int(name.id)] : nil }
      set {
        if Int(name.id) >= slots.count {
          slots += Array(repeating: nil, count: Int(name.id) + 1 - slots.count)
        }
        slots[Int(name.id)] = newValue
        version += 1
      }
    }
  }

  struct Input {
    var declaration: Declaration.Input
    var binding: Binding
  }

  /// What an input or a name is bound to.
  public struct Binding: Sendable {
    public var value: Bound
    /// Who bound it.
    public var origin: Origin
    /// The formula it was bound with.
    public var formula: Formula

    public enum Bound: Sendable {
      case unset
      /// Once, with the names it was computed from.
      case fixed(Value, inputs: [Symbol])
      case live
    }

    public enum Origin: Equatable, Sendable {
      case library
      case preset(String)
      case user
      /// On this machine; the text says how.
      case measurement(String)
    }

    static let unset = Binding(value: .unset, origin: .library, formula: .absent)
  }
}
