/// The name of an HTML element, in lower case, small enough to be compared at once.
struct HTMLTagName: Hashable, ExpressibleByStringLiteral {
  private let head: UInt64
  private let length: Int

  /// Takes the first eight letters and the length; no two elements of HTML share both.
  init(_ name: ArraySlice<UInt8>) {
    head = Self.packed(name)
    length = name.count
  }

  init(stringLiteral name: StaticString) {
    head = name.withUTF8Buffer(Self.packed)
    length = name.utf8CodeUnitCount
  }

  private static func packed(_ name: some Collection<UInt8>) -> UInt64 {
    var head: UInt64 = 0
    for byte in name.prefix(8) { head = head << 8 | UInt64(byte.asciiLowercased) }
    return head
  }
}

/// A start or end tag, with those of its attributes that matter to a reader, as ranges of the page.
struct HTMLTag {
  var name: HTMLTagName
  var nameRange: Range<Int>
  var isEnd: Bool
  var style: Range<Int>?
  var link: Range<Int>?
  var alternative: Range<Int>?
  var classes: Range<Int>?
  var start: Range<Int>?
  var isHidden = false

  init(name: HTMLTagName, nameRange: Range<Int>, isEnd: Bool) {
    self.name = name
    self.nameRange = nameRange
    self.isEnd = isEnd
  }

  /// Keeps an attribute that matters; the first of a name counts.
  mutating func note(_ attribute: HTMLTagName, _ value: Range<Int>) {
    switch attribute {
    case "style": style = style ?? value
    case "href": link = link ?? value
    case "alt": alternative = alternative ?? value
    case "class": classes = classes ?? value
    case "start": start = start ?? value
    case "hidden": isHidden = true
    default: break
    }
  }
}
