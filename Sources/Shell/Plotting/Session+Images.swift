import Accounting
import Formulas
import Language

/// A file that takes the picture of one statement.
struct ImageSink {
  var path: String
  var span: Span
  var format: ImageFormat
}

extension Session {
  /// Draws an image with gnuplot and puts it in the place of the file, all or nothing.
  func write(_ script: String, to image: ImageSink) throws(Diagnostic) {
    switch files.plotter.draw(script, { sheet.isInterrupted }) {
    case .image(let bytes):
      guard case .failure(let failure) = files.publish(image.path, bytes) else { return }
      throw Diagnostic(.file, "can't write \(image.path): \(failure.reason)", at: image.span)
    case .stopped: throw .stopped
    case .failed(let reason):
      throw Diagnostic(
        .file, "gnuplot did not draw \(image.path)", at: image.span, "this is what it said: \(reason)")
    case .missing:
      throw Diagnostic(
        .file, "there is no gnuplot here, which draws .\(image.format.rawValue) files", at: image.span,
        "apt install gnuplot-nox",
        details: [
          "the numbers can be exported without it: plot … | csv > \"FILE.csv\", or sweep … | csv > \"FILE.csv\""
        ])
    }
  }
}
