import Accounting
import Formulas
import Language

/// `audit`: printed figures beside the ones acct computes.
extension Session {
  func show(_ audit: Audit) throws(Diagnostic) {
    show(page().paint(page().spell(audit.title), .bold))
  }
}
