import Formulas

/// The pictures that gnuplot draws for us, by the end of the file's name.
enum ImageFormat: String, CaseIterable, Sendable {
  case svg, png, pdf

  /// What gnuplot needs to know of it: letters of a size that is read on a page, and names as they are. `height` is
  /// against the usual one.
  func terminal(height: Double) -> String {
    func size(_ usual: Double) -> String { Num.real(usual * height).fixedText(0, grouped: false) }
    return switch self {
    case .svg: "svg size 960,\(size(600)) dynamic noenhanced font 'sans-serif,16' background 'white'"
    case .png: "pngcairo size 1440,\(size(900)) noenhanced font 'sans,18' linewidth 2 background 'white'"
    case .pdf:
      "pdfcairo size 20cm,\(Num.real(12.5 * height).fixedText(1))cm noenhanced font 'sans,12' linewidth 1.5"
    }
  }
}
