package import Desk
import MIME

/// Reads a priority from a message: tags in the subject beat headers, which beat the queue's default.
package struct PriorityInference: Sendable {
  package struct Finding: Sendable, Equatable {
    package let level: Priority
    package let source: Priority.Source
    /// A clause such as `tag [P1] in "[P1] Invoice run failed"`.
    package let because: String
  }

  /// A tag as it stands in a subject, such as `[P1]`.
  package struct Tag: Sendable, Equatable {
    package let level: Priority
    package let text: String
  }

  private let levels: [String: Priority]
  private let longestWord: Int

  package init(_ tags: PriorityTags) {
    var levels: [String: Priority] = [:]
    // The highest last, so that it wins a word that is configured twice.
    for (words, level) in [(tags.low, Priority.low), (tags.medium, .medium), (tags.high, .high)] {
      for word in words { levels[word.lowercased()] = level }
    }
    self.levels = levels
    longestWord = levels.keys.map(\.utf8.count).max() ?? 0
  }

  /// What a new ticket's priority is.
  package func infer(_ mail: IncomingMail, queueDefault: Priority) -> Finding {
    let headers = headers(mail.message)
    if let tag = tag(in: mail.subject.bare) {
      let beats = headers.first.map { " (beats \($0.text))" } ?? ""
      return Finding(
        level: tag.level, source: .tag, because: "tag \(tag.text) in \"\(mail.subject.whole.excerpt(120))\"\(beats)")
    }
    for header in headers {
      if let level = header.level { return Finding(level: level, source: .header, because: header.text) }
    }
    let ordinary = headers.first.map { "\($0.text) asks for nothing" } ?? "no priority header"
    return Finding(
      level: queueDefault, source: .queue, because: "no tag in the subject, \(ordinary): the queue's default")
  }

  /// The highest tag of a subject without reply prefixes: a word in brackets anywhere, or at its start before `:` or `!`.
  package func tag(in subject: String) -> Tag? {
    var best: Tag?
    func consider(_ word: Substring, shownAs text: Substring) {
      guard let level = level(of: word), best.map({ level > $0.level }) ?? true else { return }
      best = Tag(level: level, text: String(text))
    }
    var at = subject.startIndex
    for _ in 0..<Self.mostBrackets {
      guard let open = subject.utf8[at...].firstIndex(where: { $0 == Self.square || $0 == Self.round }) else { break }
      at = subject.utf8.index(after: open)
      let closing = subject.utf8[open] == Self.square ? UInt8(ascii: "]") : UInt8(ascii: ")")
      guard let close = subject.utf8[at...].prefix(longestWord + Self.mostPadding).firstIndex(of: closing) else {
        continue
      }
      consider(subject[at..<close], shownAs: subject[open...close])
    }
    let start = subject.unicodeScalars.prefix(longestWord + Self.mostPadding)
    if let end = start.firstIndex(where: { $0 == ":" || $0 == "!" || $0 == "：" || $0 == "！" }) {
      consider(subject[..<end], shownAs: subject[...end])
    }
    return best
  }

  private static let square = UInt8(ascii: "[")
  private static let round = UInt8(ascii: "(")
  private static let mostBrackets = 64
  private static let mostPadding = 8

  /// The level of a whole word: part of a longer text is none.
  private func level(of text: Substring) -> Priority? {
    var word = text.drop(while: \.isWhitespace)
    while word.last?.isWhitespace == true { word.removeLast() }
    return levels[word.lowercased()]
  }

  /// X-Priority, Importance and Priority as far as they are there; a level for those that do not say normal.
  private func headers(_ message: Message) -> [(level: Priority?, text: String)] {
    Self.headers.compactMap { name in
      guard let value = message.text(name)?.excerpt(60), !value.isEmpty else { return nil }
      let level: Priority? =
        switch value.lowercased().prefix(while: { $0.isLetter || $0.isNumber || $0 == "-" }) {
        case "1", "2", "high", "highest", "urgent": .high
        case "4", "5", "low", "lowest", "non-urgent": .low
        default: nil
        }
      return (level, "\(name): \(value)")
    }
  }

  private static let headers: [HeaderName] = ["X-Priority", "Importance", "Priority"]
}
