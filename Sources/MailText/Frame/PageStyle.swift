/// A style sheet or style attribute, copied with the addresses in it looked at.
struct PageStyle {
  private let css: [UInt8]
  private var output: [UInt8] = []
  private var nextClose = -1

  /// - Parameter css: with its references decoded where it comes from an attribute.
  init(_ css: [UInt8]) { self.css = css }

  /// The style, in which nothing can begin a tag or end the sheet.
  ///
  /// - Parameter replacing: what is to be written for an address; nil leaves it as it stands.
  mutating func copied(replacing: (PageAddress) -> [UInt8]?) -> [UInt8] {
    output.reserveCapacity(css.count)
    var at = 0
    while at < css.count {
      if css[at] == ASCII.lessThan {
        at = lessThan(at)
      } else if let (address, end) = address(at) {
        if let replacement = replacing(PageAddress(address)) {
          output += Self.open + replacement + [UInt8(ascii: "\""), UInt8(ascii: ")")]
        } else {
          for byte in css[at..<end] { write(byte) }
        }
        at = end
      } else {
        write(css[at])
        at += 1
      }
    }
    return output
  }

  private static let open = Array("url(\"".utf8)
  private static let url = Array("url(".utf8)
  private static let comment = Array("<!--".utf8)

  /// Sheets of old stand in comments; before what could be a tag the sign is left out, since it means nothing there.
  private mutating func lessThan(_ at: Int) -> Int {
    if css.holds(folded: Self.comment, at: at) { return at + Self.comment.count }
    guard at + 1 < css.count else { return at + 1 }
    let next = css[at + 1]
    if next.isHTMLSpace || next.isASCIIDigit || next == ASCII.equals { output.append(ASCII.lessThan) }
    return at + 1
  }

  /// Of an address that is left as it stands: still no tag.
  private mutating func write(_ byte: UInt8) {
    if byte != 0, byte != ASCII.lessThan { output.append(byte) }
  }

  /// The address of a `url(…)` that begins here, and where it ends.
  private mutating func address(_ at: Int) -> (address: [UInt8], end: Int)? {
    guard css[at] | 0x20 == UInt8(ascii: "u"), css.holds(folded: Self.url, at: at) else { return nil }
    let start = at + Self.url.count
    guard let close = close(from: start) else { return nil }
    var inside = css[start..<close]
    while let first = inside.first, first.isHTMLSpace || first == ASCII.doubleQuote || first == ASCII.singleQuote {
      inside = inside.dropFirst()
    }
    while let last = inside.last, last.isHTMLSpace || last == ASCII.doubleQuote || last == ASCII.singleQuote {
      inside = inside.dropLast()
    }
    return (Array(inside), close + 1)
  }

  /// The next closing bracket; remembered, so that a million unclosed addresses are not a million searches.
  private mutating func close(from start: Int) -> Int? {
    if nextClose < start {
      var at = start
      while at < css.count, css[at] != UInt8(ascii: ")") { at += 1 }
      nextClose = at < css.count ? at : Int.max
    }
    return nextClose == Int.max ? nil : nextClose
  }
}
