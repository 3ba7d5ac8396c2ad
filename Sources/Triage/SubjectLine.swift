package import Desk

/// A decoded subject, taken apart: reply prefixes, ticket tokens, and what is left.
package struct SubjectLine: Sendable, Equatable {
  /// The whole of it in one line, of reasonable length.
  package let whole: String

  /// The words without reply prefixes and tokens.
  package let bare: String

  /// The tickets named as `[SD-42]`, the last first: where several stand, the last was added last.
  package let tokens: [TicketID]

  /// Whether it says that somebody passes a message on.
  package let isForward: Bool

  private static let longest = 2000
  private static let mostTokens = 8

  package init(_ subject: String) {
    whole = Self.oneLine(subject.excerpt(Self.longest))
    let (rest, tokens) = Self.takeTokens(out: whole)
    let (bare, isForward) = SubjectPrefix.strip(rest[...])
    self.tokens = tokens.reversed()
    self.bare = tokens.isEmpty ? String(bare) : Self.oneLine(String(bare))
    self.isForward = isForward
  }

  /// White space collapsed to single blanks, none at the ends.
  private static func oneLine(_ text: String) -> String {
    if isOneLine(text) { return text }
    return text.unicodeScalars.split(whereSeparator: \.properties.isWhitespace).map(String.init).joined(separator: " ")
  }

  /// Whether a text is plain ASCII with single blanks between its words, as most subjects are.
  private static func isOneLine(_ text: String) -> Bool {
    var previous = UInt8(ascii: " ")
    for byte in text.utf8 {
      guard byte > 0x20 || byte == UInt8(ascii: " "), byte < 0x7F, byte > 0x20 || previous > 0x20 else { return false }
      previous = byte
    }
    return previous > 0x20 || text.isEmpty
  }

  /// Takes `[SD-42]` out wherever it stands.
  private static func takeTokens(out text: String) -> (rest: String, tokens: [TicketID]) {
    var rest = ""
    var tokens: [TicketID] = []
    var at = text.startIndex
    while let open = text.utf8[at...].firstIndex(of: UInt8(ascii: "[")) {
      rest += text[at..<open]
      let start = text.utf8.index(after: open)
      if tokens.count < mostTokens, let (ticket, end) = token(in: text[start...]) {
        tokens.append(ticket)
        at = end
      } else {
        rest.append("[")
        at = start
      }
    }
    return tokens.isEmpty ? (text, []) : (rest + text[at...], tokens)
  }

  /// Reads `SD-42]` at the beginning of a text.
  private static func token(in text: Substring) -> (TicketID, end: String.Index)? {
    let inside = text.utf8.prefix(longestToken)
    guard inside.starts(with: ["s", "d", "-"].map { UInt8(ascii: $0) }, by: { $0 | 0x20 == $1 | 0x20 }),
      let close = inside.firstIndex(of: UInt8(ascii: "]")), let ticket = TicketID(parsing: text[..<close])
    else { return nil }
    return (ticket, text.utf8.index(after: close))
  }

  /// `SD-`, the digits of the largest number, and the bracket.
  private static let longestToken = 23
}
