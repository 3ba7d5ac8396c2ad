/// The attributes of one tag, in order, each with its value as it stands in the page.
struct PageAttributes: Sequence, IteratorProtocol {
  private let html: [UInt8]
  private var at: Int
  private let end: Int

  /// - Parameters:
  ///   - start: where the tag's name ends.
  ///   - end: where its `>` stands.
  init(_ html: [UInt8], from start: Int, to end: Int) {
    self.html = html
    at = start
    self.end = Swift.min(end, html.count)
  }

  mutating func next() -> (name: ArraySlice<UInt8>, value: ArraySlice<UInt8>)? {
    skip { $0.isHTMLSpace || $0 == ASCII.slash || $0 == ASCII.greaterThan }
    guard at < end else { return nil }
    let start = at
    at += 1
    skip { !$0.isHTMLSpace && $0 != ASCII.slash && $0 != ASCII.greaterThan && $0 != ASCII.equals }
    let name = html[start..<at]
    skip(\.isHTMLSpace)
    guard at < end, html[at] == ASCII.equals else { return (name, []) }
    at += 1
    skip(\.isHTMLSpace)
    return (name, value())
  }

  private mutating func value() -> ArraySlice<UInt8> {
    guard at < end else { return [] }
    let quote = html[at]
    guard quote == ASCII.doubleQuote || quote == ASCII.singleQuote else {
      let start = at
      skip { !$0.isHTMLSpace && $0 != ASCII.greaterThan }
      return html[start..<at]
    }
    at += 1
    let start = at
    skip { $0 != quote }
    defer { at = Swift.min(at + 1, end) }
    return html[start..<at]
  }

  private mutating func skip(_ isSkipped: (UInt8) -> Bool) {
    while at < end, isSkipped(html[at]) { at += 1 }
  }
}
