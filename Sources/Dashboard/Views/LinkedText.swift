/// What somebody wrote, with the web addresses in it made into links.
///
/// A link shows where it leads: its text is its address. One pass over the bytes, whatever they are.
struct LinkedText {
  private static let mostLinks = 200
  private static let mostURLBytes = 2000

  private let bytes: [UInt8]

  static func pieces(of text: String) -> [RichText] {
    LinkedText(bytes: Array(text.utf8)).pieces()
  }

  private func pieces() -> [RichText] {
    var pieces: [RichText] = []
    var start = 0
    var at = 0
    var links = 0
    while at < bytes.count, links < Self.mostLinks {
      guard bytes[at] | 0x20 == UInt8(ascii: "h"), at == 0 || !isWord(bytes[at - 1]), let end = urlEnd(from: at) else {
        at += 1
        continue
      }
      if at > start { pieces.append(.plain(text(start..<at))) }
      pieces.append(.outside(text(at..<end), url: text(at..<end)))
      start = end
      at = end
      links += 1
    }
    if start < bytes.count { pieces.append(.plain(text(start..<bytes.count))) }
    return pieces
  }

  private func text(_ range: Range<Int>) -> String { String(decoding: bytes[range], as: UTF8.self) }

  /// Where the web address that begins at `start` ends; nil when none begins there.
  private func urlEnd(from start: Int) -> Int? {
    let head = bytes[start...].prefix(8).map { (0x41...0x5A).contains($0) ? $0 | 0x20 : $0 }
    guard let scheme = ["https://", "http://"].first(where: { head.starts(with: $0.utf8) }) else { return nil }
    let body = start + scheme.utf8.count
    // Letters beyond ASCII end it: a host that only looks like another must not read as a link to it.
    let window = bytes[body...].prefix(Self.mostURLBytes)
    var end = window.firstIndex { !isURL($0) } ?? window.endIndex
    guard end - body < Self.mostURLBytes else { return nil }
    let url = window[..<end]
    var surplus = (round: surplus(of: "()", in: url), square: surplus(of: "[]", in: url))
    while end > body {
      switch bytes[end - 1] {
      case UInt8(ascii: ")") where surplus.round > 0: surplus.round -= 1
      case UInt8(ascii: "]") where surplus.square > 0: surplus.square -= 1
      case let byte where isTrailing(byte): break
      default: return end
      }
      end -= 1
    }
    return nil
  }

  private func isWord(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "z"),
      UInt8(ascii: "A")...UInt8(ascii: "Z"), 0x80...:
      true
    default: false
    }
  }

  /// RFC 3986's characters.
  private func isURL(_ byte: UInt8) -> Bool {
    guard (0x21...0x7E).contains(byte) else { return false }
    switch byte {
    case UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "^"),
      UInt8(ascii: "`"), UInt8(ascii: "{"), UInt8(ascii: "}"), UInt8(ascii: "|"):
      return false
    default: return true
    }
  }

  /// How many more brackets close in an address than open there: those belong to the sentence around it.
  private func surplus(of pair: StaticString, in url: ArraySlice<UInt8>) -> Int {
    pair.withUTF8Buffer { pair in url.count { $0 == pair[1] } - url.count { $0 == pair[0] } }
  }

  /// Whether a last byte belongs to the sentence around the address.
  private func isTrailing(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "."), UInt8(ascii: ","), UInt8(ascii: ";"), UInt8(ascii: ":"), UInt8(ascii: "!"),
      UInt8(ascii: "?"), UInt8(ascii: "'"), UInt8(ascii: "*"), UInt8(ascii: "_"):
      true
    default: false
    }
  }
}
