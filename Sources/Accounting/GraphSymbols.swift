import Formulas
import Language

/// The names that mean something to the elaborator.
struct GraphSymbols {
  let width, rows, elements, dtype, isPermuted, size, checkpoint, weight, precision: Symbol
  let row, requiresGradient, isFrozen, isTrained, hasUnevenStages: Symbol
  let makers: [Symbol: Maker]

  /// What makes or reshapes tensors.
  enum Maker: String, CaseIterable {
    case tensor, like
    case withWidth = "with_width"
    case cast, view, permuted

    var count: Int { self == .withWidth ? 3 : 2 }

    var signature: String {
      switch self {
      case .tensor: "2 ([sizes], type)"
      case .like, .cast: "2 (a tensor, a type)"
      case .withWidth: "3 (a tensor, a width, a type)"
      case .view, .permuted: "2 (a tensor, [sizes])"
      }
    }
  }

  init(_ names: Names) {
    width = names.symbol("width")
    rows = names.symbol("rows")
    elements = names.symbol("elements")
    dtype = names.symbol("dtype")
    isPermuted = names.symbol("permuted")
    size = names.symbol("size")
    checkpoint = names.symbol("checkpoint")
    weight = names.symbol("weight")
    precision = names.symbol("precision")
    row = names.symbol("row")
    requiresGradient = names.symbol("requires_grad")
    isFrozen = names.symbol("is_frozen")
    isTrained = names.symbol("is_trained")
    hasUnevenStages = names.symbol("has_uneven_stages")
    makers = Dictionary(Maker.allCases.map { (names.symbol($0.rawValue), $0) }) { first, _ in first }
  }
}
