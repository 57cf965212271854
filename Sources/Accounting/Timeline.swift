import Formulas
import Language

/// What was done to a worksheet, step by step, so that it can be taken back and done again.
///
/// A step holds what it changed and not the worksheet: a script of a hundred thousand assignments has to fit.
struct Timeline {
  /// A place in the worksheet and what stood there. Undoing exchanges the two, so that the same step redoes.
  enum Change {
    /// A name, with its place in the order of names where it had one.
    case slot(Symbol, Worksheet.Entry?, position: Int)
    case catalogue(Worksheet.Catalogue)
    /// Units that were declared, and the spellings under which they are known while the step stands.
    case units(Units.Rows, isKnown: Bool)
    case scale(Dimension, [Unit]?)
    case lastValue(Value?)
  }

  struct Step {
    var statement: Span
    /// What says the same again: the statement itself, or what stands for it where it rests on things of the moment.
    var pieces: [Piece]
    var changes: [Change]
  }

  enum Piece {
    case statement(Span)
    case text(String)
  }

  var done: [Step] = []
  /// How many of them stay: a script takes back what it did, and no more.
  var floor = 0
  var undone: [Step] = []
}
