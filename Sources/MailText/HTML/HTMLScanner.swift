/// Finds tags, comments and raw text in a page, by the states of the WHATWG tokenizer, without building a tree.
///
/// Linear whatever comes: each search remembers where it ended, so that a million unclosed tags are not a million
/// searches to the end. Where the standard lets an unclosed construct swallow the rest of the page, this one reads on:
/// a customer's words are worth more than conformance.
struct HTMLScanner {
  let html: [UInt8]

  private var nextClose = -1
  private var nextCommentEnd = -1
  private var isTagSwallowing = false

  init(_ html: [UInt8]) { self.html = html }

  /// What stands where a `<` was found.
  enum Markup {
    /// A tag, and where the text goes on after it.
    case tag(HTMLTag, end: Int)
    /// A comment, declaration or processing instruction that ends here.
    case skipped(end: Int)
    /// Only a less-than sign.
    case text
  }

  /// Reads what the `<` at `start` begins.
  mutating func markup(at start: Int) -> Markup {
    let next = start + 1
    guard next < html.count else { return .text }
    switch html[next] {
    case ASCII.exclamation: return declaration(at: start)
    case ASCII.question: return close(after: next).map { .skipped(end: $0 + 1) } ?? .text
    case ASCII.slash:
      guard next + 1 < html.count else { return .text }
      if html[next + 1].isASCIILetter { return tag(nameAt: next + 1, isEnd: true) }
      return close(after: next).map { .skipped(end: $0 + 1) } ?? .text
    case let byte where byte.isASCIILetter: return tag(nameAt: next, isEnd: false)
    default: return .text
    }
  }

  /// Where the next `<` stands.
  func nextMarkup(from start: Int) -> Int {
    var at = start
    while at < html.count, html[at] != ASCII.lessThan { at += 1 }
    return at
  }

  /// Where the end tag of this name stands at or after `start`.
  func endTag(_ name: ArraySlice<UInt8>, from start: Int) -> Int? {
    let folded = name.map(\.asciiLowercased)
    var at = nextMarkup(from: start)
    while at < html.count {
      if at + 1 < html.count, html[at + 1] == ASCII.slash, html.holds(folded: folded, at: at + 2) {
        let after = at + 2 + folded.count
        let isWhole =
          after >= html.count || html[after].isHTMLSpace || html[after] == ASCII.slash
          || html[after] == ASCII.greaterThan
        if isWhole { return at }
      }
      at = nextMarkup(from: at + 1)
    }
    return nil
  }

  // MARK: - Comments and declarations

  private mutating func declaration(at start: Int) -> Markup {
    let isComment = start + 3 < html.count && html[start + 2] == ASCII.hyphen && html[start + 3] == ASCII.hyphen
    if isComment {
      // `<!-->` and `<!--->` are whole comments.
      let inside = start + 4
      if inside < html.count, html[inside] == ASCII.greaterThan { return .skipped(end: inside + 1) }
      if let end = commentEnd(from: inside) { return .skipped(end: end) }
    }
    return close(after: start).map { .skipped(end: $0 + 1) } ?? .text
  }

  /// Where the text goes on after `-->` or `--!>`.
  private mutating func commentEnd(from start: Int) -> Int? {
    if nextCommentEnd < start {
      nextCommentEnd = Int.max
      var at = start
      while let mark = close(after: at - 1) {
        let dashes = html[mark - 1] == ASCII.exclamation ? mark - 1 : mark
        if dashes - 2 >= start - 2, dashes >= 2, html[dashes - 1] == ASCII.hyphen, html[dashes - 2] == ASCII.hyphen {
          nextCommentEnd = mark + 1
          break
        }
        at = mark + 1
      }
    }
    return nextCommentEnd == Int.max ? nil : nextCommentEnd
  }

  /// Where the next `>` stands behind `start`.
  private mutating func close(after start: Int) -> Int? {
    if nextClose <= start {
      var at = start + 1
      while at < html.count, html[at] != ASCII.greaterThan { at += 1 }
      nextClose = at < html.count ? at : Int.max
    }
    return nextClose == Int.max ? nil : nextClose
  }

  // MARK: - Tags

  private mutating func tag(nameAt start: Int, isEnd: Bool) -> Markup {
    // Once a tag ran to the end of the page, a tag ends at its first `>`, and without one it is text.
    if isTagSwallowing, close(after: start) == nil { return .text }
    var at = start
    while at < html.count, !html[at].isHTMLSpace, html[at] != ASCII.slash, html[at] != ASCII.greaterThan { at += 1 }
    var tag = HTMLTag(name: HTMLTagName(html[start..<at]), nameRange: start..<at, isEnd: isEnd)
    if isTagSwallowing { return close(after: start).map { .tag(tag, end: $0 + 1) } ?? .text }
    while at < html.count {
      while at < html.count, html[at].isHTMLSpace || html[at] == ASCII.slash { at += 1 }
      guard at < html.count else { break }
      if html[at] == ASCII.greaterThan { return .tag(tag, end: at + 1) }
      at = attribute(at: at, into: &tag)
    }
    isTagSwallowing = true
    return close(after: start).map { .tag(tag, end: $0 + 1) } ?? .text
  }

  /// Reads one attribute; answers where it ends.
  private func attribute(at start: Int, into tag: inout HTMLTag) -> Int {
    var at = start + 1
    while at < html.count, !html[at].isHTMLSpace, html[at] != ASCII.slash, html[at] != ASCII.greaterThan,
      html[at] != ASCII.equals
    { at += 1 }
    let name = HTMLTagName(html[start..<at])
    var value = at
    while value < html.count, html[value].isHTMLSpace { value += 1 }
    guard value < html.count, html[value] == ASCII.equals else {
      tag.note(name, at..<at)
      return at
    }
    value += 1
    while value < html.count, html[value].isHTMLSpace { value += 1 }
    guard value < html.count else { return value }
    let quote = html[value]
    if quote == ASCII.doubleQuote || quote == ASCII.singleQuote {
      var end = value + 1
      while end < html.count, html[end] != quote { end += 1 }
      tag.note(name, value + 1..<end)
      return min(end + 1, html.count)
    }
    var end = value
    while end < html.count, !html[end].isHTMLSpace, html[end] != ASCII.greaterThan { end += 1 }
    tag.note(name, value..<end)
    return end
  }
}
