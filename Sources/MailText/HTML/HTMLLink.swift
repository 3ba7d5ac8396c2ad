/// The address of a link, and whether a reader is helped by seeing it.
struct HTMLLink {
  /// The longest address that is shown, in bytes; longer ones are there to track, not to be read.
  static let limit = 2048

  private let address: [UInt8]

  /// Takes an address without its white space; what could end the angle brackets is escaped.
  init(_ address: [UInt8]) {
    var clean: [UInt8] = []
    clean.reserveCapacity(address.count)
    for byte in address where byte > ASCII.space && byte != 0x7F {
      switch byte {
      case ASCII.lessThan: clean.append(contentsOf: "%3C".utf8)
      case ASCII.greaterThan: clean.append(contentsOf: "%3E".utf8)
      default: clean.append(byte)
      }
    }
    self.address = clean
  }

  /// How the address is set behind the words of its link.
  var shown: [UInt8] { [ASCII.space, ASCII.lessThan] + address + [ASCII.greaterThan] }

  /// Whether the address leads somewhere and its link's words do not name it already.
  func saysMore(than words: ArraySlice<UInt8>) -> Bool {
    guard let scheme = Self.schemes.first(where: { address.holds(folded: $0, at: 0) }) else { return false }
    let text = words.drop { $0.isHTMLSpace || $0 == ASCII.greaterThan }
    guard !text.isEmpty else { return false }
    return !Self.same(address[...], text) && !Self.same(address.dropFirst(scheme.count), text)
  }

  private static let schemes = ["http://", "https://", "mailto:", "tel:", "ftp://"].map { Array($0.utf8) }

  /// Equal but for case and a slash or query at the end.
  private static func same(_ address: ArraySlice<UInt8>, _ words: ArraySlice<UInt8>) -> Bool {
    var address = address
    var words = words
    if address.last == ASCII.slash { address = address.dropLast() }
    if words.last == ASCII.slash { words = words.dropLast() }
    guard address.count == words.count else { return false }
    return zip(address, words).allSatisfy { $0.asciiLowercased == $1.asciiLowercased }
  }
}
