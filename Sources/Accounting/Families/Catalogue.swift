import Formulas
import Language

/// Models and what they are made of: ops, parts, families, presets, scenarios.
///
/// The models of the embedded library are read when something is asked for that is not there yet: most sessions need
/// none of them, and reading them takes as long as all the rest of the start.
extension Worksheet {
  struct Catalogue {
    var ops: [Symbol: Declared<Declaration.Op>] = [:]
    var parts: [Symbol: Declared<Declaration.Part>] = [:]
    var models: [String: Declared<Model>] = [:]
    var modelOrder: [String] = []
    var presets: [String: Preset] = [:]
    var presetOrder: [String] = []
    var scenarios: [String: Scenario] = [:]
    var scenarioOrder: [String] = []
    /// Lessons that were declared, in order.
    var lessons: [Lesson] = []
    /// The family in use, and the preset if one is.
    var family = "cs336"
    var preset: String?
    /// Whether the models of the embedded library have been read.
    var hasModels = false
  }

  /// A declaration with where it stands and what it says of itself.
  struct Declared<Body> {
    var name: String
    var description: String
    var span: Span
    var body: Body
  }

  /// A model of its own, or a family: another one with settings.
  struct Model {
    /// Nil where they are those of the base.
    var statements: Later<[Declaration.ModelStatement]>?
    var base: String?
    /// The `model_type` of configuration files that mean it.
    var reads: [String] = []
    var fields: [Declaration.Field] = []
  }

  struct Preset {
    var family: String
    var description: String
    var fields: [Declaration.Field]
    var span: Span
    /// Whether a file brought it: another of the same name takes its place.
    var isLoaded = false
  }

  /// Overrides with a name: `scenario small: d_model = 768, num_layers = 12`.
  struct Scenario {
    var description: String
    var settings: [Override]
    var span: Span
  }

  // MARK: What there is

  /// The family in use, and the preset if one is.
  public var family: String { catalogue.family }
  public var preset: String? { catalogue.preset }

  public var presetOrder: [String] { all(\.presetOrder) }
  public var modelOrder: [String] { all(\.modelOrder) }
  public var scenarioOrder: [String] { catalogue.scenarioOrder }
  public var lessons: [Lesson] { catalogue.lessons }
  var allOps: [Declared<Declaration.Op>] { Array(all(\.ops).values) }
  var allParts: [Declared<Declaration.Part>] { Array(all(\.parts).values) }

  func part(_ name: Symbol) -> Declared<Declaration.Part>? { found { $0.parts[name] } }
  func model(_ name: String) -> Declared<Model>? { found { $0.models[name] } }
  func preset(_ name: String) -> Preset? { found { $0.presets[name] } }

  private func found<Item>(_ look: (Catalogue) -> Item?) -> Item? {
    if let item = look(catalogue) { return item }
    return readModels() ? look(catalogue) : nil
  }

  private func all<Items>(_ path: KeyPath<Catalogue, Items>) -> Items {
    _ = readModels()
    return catalogue[keyPath: path]
  }

  /// Reads the models of the embedded library, once; whether there was anything to read.
  private func readModels() -> Bool {
    if catalogue.hasModels || isLoadingLibrary { return false }
    // What a user declared comes after them, and stays where it has the name of one.
    let own = catalogue
    catalogue = Catalogue()
    // No statement changes anything by it, and no model that is worked out.
    let (recorded, known) = (changes, plans)
    changes = nil
    do {
      try read(library: LibraryText.models)
    } catch {
      preconditionFailure("the embedded library: \(error)")
    }
    (changes, plans) = (recorded, known)
    catalogue.add(own)
    catalogue.hasModels = true
    return true
  }
}

extension Worksheet.Catalogue {
  /// Takes over what `other` has, in its place where there is something of that name.
  mutating func add(_ other: Self) {
    ops.merge(other.ops) { $1 }
    parts.merge(other.parts) { $1 }
    models.merge(other.models) { $1 }
    presets.merge(other.presets) { $1 }
    (scenarios, scenarioOrder, lessons) = (other.scenarios, other.scenarioOrder, other.lessons)
    modelOrder = other.modelOrder + modelOrder.filter { !other.modelOrder.contains($0) }
    presetOrder = other.presetOrder + presetOrder.filter { !other.presetOrder.contains($0) }
    (family, preset) = (other.family, other.preset)
  }
}
