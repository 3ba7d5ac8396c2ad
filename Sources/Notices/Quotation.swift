import Desk

/// The requester's last words under a reply: who, when, and the beginning of what they said.
enum Quotation {
  private static let mostLines = 40
  private static let mostCharacters = 4000

  static func of(_ thread: ThreadContinuation) -> String? {
    var lines: [Substring] = []
    var room = mostCharacters
    var isCut = false
    for line in thread.text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline) {
      guard lines.count < mostLines, room > 0 else {
        isCut = true
        break
      }
      lines.append(line.prefix(room))
      isCut = line.count > room
      room -= line.count
    }
    while let last = lines.last, last.allSatisfy(\.isWhitespace) { lines.removeLast() }
    guard !lines.isEmpty else { return nil }
    if isCut { lines.append("[…]") }
    let quoted = lines.map { $0.isEmpty || $0.hasPrefix(">") ? ">\($0)" : "> \($0)" }
    return ([attribution(thread)] + quoted).joined(separator: "\n")
  }

  private static func attribution(_ thread: ThreadContinuation) -> String {
    let day = thread.at.description.prefix { $0 != "T" }
    return "On \(day), \(OneLine.text(thread.from.shown)) wrote:"
  }
}
