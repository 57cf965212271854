import ArgumentParser

/// What the training of a Transformer costs, and why.
@main
struct Acct: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "acct", abstract: "Say what the training of a Transformer costs, and why.")
}
