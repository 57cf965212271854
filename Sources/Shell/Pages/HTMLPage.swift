struct HTMLPage {
  let text: ValueText
  func text(_ blocks: [PageBlock], name: String) -> String { "" }
}
