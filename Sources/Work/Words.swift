import Desk

/// Texts that a person gives to a verb.
enum Words {
  /// A text that is not blank, without white space around it; nil stays nil.
  ///
  /// - Throws: `Refusal` with `emptyText`.
  static func checked(_ text: String?, for purpose: String) throws(Refusal) -> String? {
    try text.map { text throws(Refusal) in try needed(text, for: purpose) }
  }

  /// A text that is not blank, without white space around it.
  ///
  /// - Throws: `Refusal` with `emptyText`.
  static func needed(_ text: String, for purpose: String) throws(Refusal) -> String {
    let kept = trimmed(text)
    guard !kept.isEmpty else {
      throw Refusal(.emptyText, "the \(purpose) has no words", advice: "give them with --message TEXT")
    }
    return kept
  }

  /// A text of one line: a subject, a name, a tag.
  static func oneLine(_ text: String) -> String {
    text.split { $0.isWhitespace || $0.unicodeScalars.contains(where: isControl) }.joined(separator: " ")
  }

  private static func trimmed(_ text: String) -> String {
    let start = text.drop(while: \.isNewline)
    guard let last = start.lastIndex(where: { !$0.isWhitespace }) else { return "" }
    return String(start[...last])
  }

  private static func isControl(_ scalar: Unicode.Scalar) -> Bool {
    scalar.value < 0x20 || (0x7F..<0xA0).contains(scalar.value)
  }
}
