/// The lines above a quote that say who wrote it: `On Mon, 2 Nov 2026 at 10:07, Ana <ana@shop.example> wrote:`.
struct Attribution {
  /// The lines it stands on; programs break it at any place.
  let lines: Range<Int>

  /// Whether it is one beyond doubt, so that what follows is history even where it is not marked as a quote.
  let isSure: Bool

  /// All in a reply, by their first line.
  static func all(in reply: ReplyText) -> [Int: Attribution] {
    var found: [Int: Attribution] = [:]
    for line in reply.lines.indices where reply.lines[line].kind == .words {
      guard endsLikeOne(reply[line]), let attribution = ending(at: line, in: reply) else { continue }
      found[attribution.lines.lowerBound] = attribution
    }
    return found
  }

  // MARK: - Finding where it begins

  private static let mostLines = 5
  private static let longest = 600

  /// The attribution whose last line this is.
  ///
  /// The nearest line above that begins like a date is its first; where none does, the name comes first, and the
  /// nearest line from which on there are a verb and an address.
  private static func ending(at last: Int, in reply: ReplyText) -> Attribution? {
    var named: Attribution?
    var first = last
    while first >= 0, last - first < mostLines, reply.lines[first].kind == .words {
      let text = reply.bytes[reply.lines[first].start..<reply.lines[last].end]
      guard text.count <= longest else { break }
      let lines = first..<last + 1
      let signs = DateSigns(text)
      guard signs.hasTime || signs.hasYear || signs.hasAddress else {
        first -= 1
        continue
      }
      let verb = AttributionWords.verb(in: text)
      if signs.hasTime || signs.hasYear, beginsLikeDate(reply[first]) {
        if verb != nil {
          return Attribution(lines: lines, isSure: signs.hasAddress || (signs.hasTime && signs.hasYear))
        }
        // Gmail in Russian and Japanese has no verb, only the address before the colon.
        if signs.hasAddress, endsWithAddress(reply[last]) {
          return Attribution(lines: lines, isSure: true)
        }
      }
      if named == nil, verb == .strong, signs.hasAddress || (signs.hasTime && signs.hasYear) {
        named = Attribution(lines: lines, isSure: hasBracketedAddress(text))
      }
      first -= 1
    }
    return named
  }

  private static func beginsLikeDate(_ line: ArraySlice<UInt8>) -> Bool {
    let text = line.drop { $0 == ASCII.hyphen || $0 == ASCII.asterisk || $0 == ASCII.space }
    guard let first = text.first, text.prefix(32).contains(where: \.isASCIIDigit) else { return false }
    if first.isASCIIDigit { return true }
    let word = text.prefix { !$0.isHTMLSpace }
    if word.last == ASCII.period || word.last == UInt8(ascii: ",") { return true }
    return AttributionWords.isOpener(word)
  }

  private static func endsLikeOne(_ line: ArraySlice<UInt8>) -> Bool {
    let text = withoutEndMarks(line)
    if text.last == ASCII.colon || text.suffix(3).elementsEqual([0xEF, 0xBC, 0x9A]) { return true }
    // QUIRK: Zoho puts it between dashes, `---- On Tue, … wrote ----`.
    return line.suffix(4).allSatisfy { $0 == ASCII.hyphen } && line.prefix(4).allSatisfy { $0 == ASCII.hyphen }
  }

  /// Without emphasis and marks of direction at the end.
  private static func withoutEndMarks(_ line: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    var text = line
    while let last = text.last {
      if last == ASCII.asterisk || last == ASCII.underscore || last == ASCII.space {
        text.removeLast()
      } else if text.count >= 3, text.suffix(3).starts(with: [0xE2, 0x80]), last >= 0xAA || last == 0x8E || last == 0x8F
      {
        text.removeLast(3)
      } else {
        break
      }
    }
    return text
  }

  private static func endsWithAddress(_ line: ArraySlice<UInt8>) -> Bool {
    withoutEndMarks(withoutEndMarks(line).dropLast()).last == ASCII.greaterThan
  }

  private static func hasBracketedAddress(_ text: ArraySlice<UInt8>) -> Bool {
    guard let bracket = text.firstIndex(of: ASCII.lessThan) else { return false }
    return text[bracket...].prefix { $0 != ASCII.greaterThan }.contains(ASCII.at)
  }
}
