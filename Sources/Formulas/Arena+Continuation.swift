extension Arena {
  /// Whether a formula takes up the last value, as `-> GiB` does: a later `with` could not reach what is behind it.
  public func goesOn(_ formula: Formula) -> Bool {
    switch self[formula] {
    case .last: true
    case .convert(let body, _), .with(let body, _), .binary(_, let body, _): goesOn(body)
    default: false
    }
  }
}
