/// The pictures that gnuplot draws for us, by the end of the file's name.
enum ImageFormat: String, CaseIterable, Sendable {
  case svg, png, pdf

  /// What gnuplot needs to know of it: letters of a size that is read on a page, and names as they are.
  var terminal: String {
    switch self {
    case .svg: "svg size 960,600 dynamic noenhanced font 'sans-serif,16' background 'white'"
    case .png: "pngcairo size 1440,900 noenhanced font 'sans,18' linewidth 2 background 'white'"
    case .pdf: "pdfcairo size 8in,5in noenhanced font 'sans,14' linewidth 1.5 background 'white'"
    }
  }
}
