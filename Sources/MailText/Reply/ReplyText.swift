/// The lines of a reply, each with what is seen of it at first glance.
struct ReplyText {
  /// A line: where it stands, without the white space around it.
  struct Line {
    enum Kind: UInt8 { case blank, quote, words }

    let start: Int
    let end: Int
    let kind: Kind

    var range: Range<Int> { start..<end }
  }

  /// The text in UTF-8.
  let bytes: [UInt8]

  private(set) var lines: [Line] = []

  /// Splits a text at its line feeds.
  init(_ text: String) {
    bytes = Array(text.utf8)
    var at = 0
    while at < bytes.count {
      var end = at
      while end < bytes.count, bytes[end] != ASCII.lineFeed { end += 1 }
      lines.append(Self.line(bytes, at..<end))
      at = end + 1
    }
  }

  /// The whole text, without empty lines around it.
  var whole: String { text(of: 0..<lines.count) }

  /// The text of some lines, without empty lines around it.
  func text(of range: Range<Int>) -> String {
    var range = range
    while let first = range.first, lines[first].kind == .blank { range.removeFirst() }
    while let last = range.last, lines[last].kind == .blank { range.removeLast() }
    guard let first = range.first, let last = range.last else { return "" }
    var start = lines[first].start
    // The indent of the first line belongs to it.
    while start > 0, bytes[start - 1] != ASCII.lineFeed { start -= 1 }
    return String(decoding: bytes[start..<lines[last].end], as: UTF8.self)
  }

  /// A line's bytes.
  subscript(_ line: Int) -> ArraySlice<UInt8> { bytes[lines[line].range] }

  private static func line(_ bytes: [UInt8], _ range: Range<Int>) -> Line {
    var start = range.lowerBound
    var end = range.upperBound
    while start < end, isMargin(bytes, start) { start += marginWidth(bytes, start) }
    while end > start, bytes[end - 1].isHTMLSpace { end -= 1 }
    let kind: Line.Kind = start == end ? .blank : bytes[start] == ASCII.greaterThan ? .quote : .words
    return Line(start: start, end: end, kind: kind)
  }

  /// White space, and what Gmail's and Apple's right-to-left replies begin lines with.
  private static func isMargin(_ bytes: [UInt8], _ at: Int) -> Bool {
    bytes[at].isHTMLSpace || marginWidth(bytes, at) > 1
  }

  private static func marginWidth(_ bytes: [UInt8], _ at: Int) -> Int {
    if bytes[at] == 0xC2, at + 1 < bytes.count, bytes[at + 1] == 0xA0 { return 2 }
    guard bytes[at] == 0xE2, at + 2 < bytes.count else { return 1 }
    switch (bytes[at + 1], bytes[at + 2]) {
    case (0x80, 0x8B...0x8F), (0x80, 0xAA...0xAE), (0x81, 0xA6...0xA9): return 3
    default: return 1
    }
  }
}
