/// Character references of HTML: `&eacute;`, `&#233;`, `&#xE9;`.
enum HTMLEntity {
  /// A reference that was read: what it stands for, and where the text goes on.
  struct Reference {
    let first: Unicode.Scalar
    let second: Unicode.Scalar?
    let end: Int
  }

  /// Reads the reference whose ampersand stands at `start`; nil where the ampersand is only an ampersand.
  ///
  /// `inAttribute` keeps `?a=1&copy=2` in a link as it is, as the standard asks.
  static func read(_ html: [UInt8], at start: Int, inAttribute: Bool = false) -> Reference? {
    let next = start + 1
    guard next < html.count else { return nil }
    if html[next] == ASCII.numberSign { return readNumber(html, at: next + 1) }
    return readName(html, at: next, inAttribute: inAttribute)
  }

  /// Text with its references replaced, as in an attribute's value.
  static func decoded(_ value: ArraySlice<UInt8>) -> [UInt8] {
    guard value.contains(ASCII.ampersand) else { return Array(value) }
    let bytes = Array(value)
    var text: [UInt8] = []
    text.reserveCapacity(bytes.count)
    var at = 0
    while at < bytes.count {
      if bytes[at] == ASCII.ampersand, let reference = read(bytes, at: at, inAttribute: true) {
        text.append(contentsOf: UTF8.encode(reference.first) ?? UTF8.encodedReplacementCharacter)
        if let second = reference.second.flatMap(UTF8.encode) { text.append(contentsOf: second) }
        at = reference.end
      } else {
        text.append(bytes[at])
        at += 1
      }
    }
    return text
  }

  // MARK: - Numbers

  private static func readNumber(_ html: [UInt8], at start: Int) -> Reference? {
    var at = start
    let isHex = at < html.count && html[at] | 0x20 == UInt8(ascii: "x")
    if isHex { at += 1 }
    let digits = at
    var value: UInt32 = 0
    while at < html.count, let digit = html[at].hexValue, isHex || digit < 10 {
      // Saturates: what lies beyond Unicode is all the same, however many digits follow.
      if value <= 0x10FFFF { value = value * (isHex ? 16 : 10) + digit }
      at += 1
    }
    guard at > digits else { return nil }
    if at < html.count, html[at] == ASCII.semicolon { at += 1 }
    return Reference(first: scalar(value), second: nil, end: at)
  }

  /// The scalar that browsers take a number for: 128 to 159 are read as windows-1252, as old editors meant them.
  private static func scalar(_ value: UInt32) -> Unicode.Scalar {
    if value >= 0x80, value <= 0x9F {
      return Unicode.Scalar(windows1252[Int(value - 0x80)]) ?? "\u{FFFD}"
    }
    return value == 0 ? "\u{FFFD}" : Unicode.Scalar(value) ?? "\u{FFFD}"
  }

  private static let windows1252: [UInt32] = [
    0x20AC, 0x81, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0x8D, 0x017D,
    0x8F, 0x90, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0x9D,
    0x017E, 0x0178,
  ]

  // MARK: - Names

  private static func readName(_ html: [UInt8], at start: Int, inAttribute: Bool) -> Reference? {
    let limit = min(html.count, start + table.longestName)
    var end = start
    while end < limit, html[end].isASCIILetter || html[end].isASCIIDigit { end += 1 }
    guard end > start else { return nil }
    if end < html.count, html[end] == ASCII.semicolon, let entry = table.entry(html[start..<end]) {
      return Reference(first: entry.first, second: entry.second, end: end + 1)
    }
    // Without a semicolon only the names of old count, the longest first: `&notit;` is `¬it;`.
    var shorter = min(end, start + table.longestLegacyName)
    while shorter > start + 1 {
      if let entry = table.entry(html[start..<shorter]), entry.isLegacy {
        if inAttribute, shorter < html.count {
          let next = html[shorter]
          if next == ASCII.equals || next.isASCIILetter || next.isASCIIDigit { return nil }
        }
        return Reference(first: entry.first, second: entry.second, end: shorter)
      }
      shorter -= 1
    }
    return nil
  }

  private static let table = Table()

  /// The names, unpacked once.
  private struct Table {
    struct Entry {
      let name: Range<Int>
      let first: Unicode.Scalar
      let second: Unicode.Scalar?
      let isLegacy: Bool
    }

    private let text: [UInt8]
    private var entries: [Entry] = []
    private(set) var longestName = 0
    private(set) var longestLegacyName = 0

    init() {
      text = HTMLEntity.names.withUTF8Buffer { Array($0) }
      var at = 0
      while at < text.count {
        let start = at
        while at < text.count, text[at] != ASCII.equals, text[at] != ASCII.colon { at += 1 }
        let name = start..<at
        let isLegacy = at < text.count && text[at] == ASCII.colon
        at += 1
        let first = takeScalar(&at)
        let isPair = at < text.count && text[at] == ASCII.plus
        if isPair { at += 1 }
        let second = isPair ? takeScalar(&at) : nil
        at += 1
        longestName = max(longestName, name.count)
        if isLegacy { longestLegacyName = max(longestLegacyName, name.count) }
        if let first { entries.append(Entry(name: name, first: first, second: second, isLegacy: isLegacy)) }
      }
    }

    /// The entry of exactly this name, found by halving: the names stand in the order of their bytes.
    func entry(_ name: ArraySlice<UInt8>) -> Entry? {
      var low = 0
      var high = entries.count
      while low < high {
        let middle = (low + high) / 2
        if text[entries[middle].name].lexicographicallyPrecedes(name) { low = middle + 1 } else { high = middle }
      }
      guard low < entries.count, text[entries[low].name].elementsEqual(name) else { return nil }
      return entries[low]
    }

    private func takeScalar(_ at: inout Int) -> Unicode.Scalar? {
      var value: UInt32 = 0
      while at < text.count, let digit = text[at].hexValue {
        value = value &* 16 &+ digit
        at += 1
      }
      return Unicode.Scalar(value)
    }
  }
}
