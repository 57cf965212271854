/// Where answers and messages go, and how they may look there.
///
/// A class, because answers of one entry are gathered before they are shown: a long one goes through the pager.
public final class Screen {
  public let terminal: Terminal
  let output: Output
  let errors: Output
  private var gathered: String?
  private var hasProgress = false
  private static let gatheringLimit = 4 << 20
  /// Columns of what no terminal shows, unless COLUMNS says otherwise.
  static let plainWidth = 100

  init(terminal: Terminal, output: Output, errors: Output) {
    (self.terminal, self.output, self.errors) = (terminal, output, errors)
  }

  var page: Page {
    let isPlain = !terminal.writesToTerminal && System.environment("COLUMNS") == nil
    return Page(
      width: isPlain ? Screen.plainWidth : terminal.width, paint: terminal.usesColor ? .on : .off,
      signs: signs)
  }

  var complaintPage: Page {
    Page(width: page.width, paint: terminal.colorsMessages ? .on : .off, signs: signs)
  }

  /// Signs outside ASCII go to a terminal only where its locale has them; files and pipes are UTF-8.
  private var signs: Page.Signs {
    guard terminal.writesToTerminal else { return .unicode }
    let locale =
      ["LC_ALL", "LC_CTYPE", "LANG"].lazy.compactMap { System.environment($0) }.first { !$0.isEmpty } ?? ""
    let name = locale.uppercasedASCII
    return name.contains("UTF-8") || name.contains("UTF8") ? .unicode : .ascii
  }

  func show(_ text: String) {
    if let size = gathered?.utf8.count, size + text.utf8.count > Screen.gatheringLimit {
      // Too much for a pager, and for memory.
      output.write(gathered ?? "")
      gathered = nil
    }
    if gathered != nil {
      gathered? += text
    } else {
      if hasProgress { progress(nil) }
      output.write(text)
      // Whoever watches a long script sees how far it is.
      if terminal.writesToTerminal { output.flush() }
    }
  }

  func complain(_ text: String) {
    release(through: nil)
    output.flush()
    errors.write(text)
    errors.flush()
  }

  /// One line on a terminal, in the place of the one before; nil takes it away.
  func progress(_ text: String?) {
    guard System.isTerminal(Output.Stream.standardError.rawValue) else { return }
    output.flush()
    let line = text.map { page.spell($0).cut(max(1, terminal.width - 1), mark: "") } ?? ""
    errors.write("\r" + line + "\u{1B}[K")
    hasProgress = text != nil
    errors.flush()
  }

  /// From here on answers are gathered.
  func gather() { gathered = "" }

  /// Shows what was gathered.
  func release(through pager: Pager?) {
    guard let text = gathered else { return }
    gathered = nil
    output.present(text, on: terminal, through: pager)
  }
}
