import Accounting
import Formulas
import Language

func dump(_ l: Ledger, _ u: Units, _ d: Int = 0) {
  print(String(repeating: "  ", count: d) + l.name + (l.times.map { " x\($0.number)" } ?? "") + "  " + u.exact(l.total) + "  " + l.note)
  for r in l.rows { dump(r, u, d + 1) }
}

@main struct Acct {
  static func main() {
    do throws(Diagnostic) {
      let w = try Worksheet()
      let text = CommandLine.arguments.dropFirst().joined(separator: "\n")
      let src = Source(name: "", bytes: Array(text.utf8))
      let i = w.sources.add(src)
      var p = try Parser(src, index: i, arena: w.arena)
      for s in try p.script() {
        switch s.kind {
        case .expression(let f):
          let e = Evaluation(w.arena, w.units, w)
          let step = try e.answer(f)
          let v = e.trace[step].value
          if case .ledger(let l) = v.bare { dump(l, w.units) } else { print(w.units.plain(v, w.names)) }
          for x in e.trace.warnings { print(x.message) }
        case .assignment(let n, let sp, let f, let live): _ = try w.assign(n, sp, f, isLive: live)
        case .command(.use, let a): _ = try w.use(a.text, at: a.textSpan)
        default: print("?")
        }
      }
    } catch {
      print(error, "")
    }
  }
}
