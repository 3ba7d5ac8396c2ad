package import Desk

/// What stands in a message around its new words: quoted history, signatures, what a mail program put there.
package struct QuotedText: Sendable, Equatable {
  /// The lines above the new words.
  package var above: [String]

  /// The lines below them.
  package var below: [String]

  /// How many lines are folded away.
  package var count: Int { above.count + below.count }

  package var isEmpty: Bool { above.isEmpty && below.isEmpty }

  /// Finds the new words in the text: one piece of it.
  ///
  /// Where they are not a piece of it the whole text is told to be below: folded text is never lost.
  init(_ text: String, around visible: String) {
    let whole = Array(text.utf8)
    let part = Array(visible.utf8)
    guard let place = part.isEmpty ? 0..<0 : ByteSearch(part).first(in: whole) else {
      above = []
      below = Self.lines(whole[...])
      return
    }
    above = Self.lines(whole[..<place.lowerBound])
    below = Self.lines(whole[place.upperBound...])
  }

  /// The lines of a piece of text, without empty ones around them.
  private static func lines(_ bytes: ArraySlice<UInt8>) -> [String] {
    let lines = String(decoding: bytes, as: UTF8.self).split(
      omittingEmptySubsequences: false, whereSeparator: \.isNewline)
    guard let first = lines.firstIndex(where: { !$0.allSatisfy(\.isWhitespace) }),
      let last = lines.lastIndex(where: { !$0.allSatisfy(\.isWhitespace) })
    else { return [] }
    return lines[first...last].map(String.init)
  }
}

/// Knuth, Morris and Pratt's search: linear whatever the texts, since both were written by strangers.
private struct ByteSearch {
  private let pattern: [UInt8]
  private var fallbacks: [Int] = []

  /// - Parameter pattern: not empty.
  init(_ pattern: [UInt8]) {
    self.pattern = pattern
    fallbacks.reserveCapacity(pattern.count)
    fallbacks.append(0)
    var matched = 0
    for byte in pattern.dropFirst() {
      matched = advance(matched, by: byte)
      fallbacks.append(matched)
    }
  }

  func first(in text: [UInt8]) -> Range<Int>? {
    var matched = 0
    for (place, byte) in text.enumerated() {
      matched = advance(matched, by: byte)
      if matched == pattern.count { return place + 1 - matched..<place + 1 }
    }
    return nil
  }

  /// How much of the pattern is matched after one more byte.
  private func advance(_ matched: Int, by byte: UInt8) -> Int {
    var matched = matched
    while matched > 0, pattern[matched] != byte { matched = fallbacks[matched - 1] }
    return pattern[matched] == byte ? matched + 1 : matched
  }
}

extension DeskWork {
  /// What an entry's visible text leaves out, as lines, to be folded.
  package func quoted(of entry: ConversationEntry) -> QuotedText {
    guard entry.visibleText != entry.text else { return QuotedText("", around: "") }
    return QuotedText(entry.text, around: entry.visibleText)
  }
}
