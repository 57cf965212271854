import PtyDriver

@testable import Shell

/// The echo shell, with its prompt on the screen.
func startEditor(
  _ arguments: [String] = [], environment: [String: String] = [:], columns: Int = 80, rows: Int = 24
) throws -> Pty {
  let pty = try Pty(
    Products.path(of: "EditorFixture"), arguments,
    environment: ["EDITRC": "/nonexistent"].merging(environment) { $1 }, columns: columns, rows: rows)
  try pty.expectLine("acct> ", cursor: 6)
  return pty
}

/// Types a line and waits for each part of what must come back.
func enter(_ line: String, in pty: Pty, expecting answer: String) throws {
  pty.type(line)
  pty.press(.enter)
  try pty.expect(answer)
  try pty.expectLine("acct> ", cursor: 6)
}
