/// An address in a page, read as a browser reads it: what is checked is what is written.
enum PageAddress: Equatable {
  /// Leads to another site or program: a link may have it, and so may an image where it begins with `http`.
  case away([UInt8], isWeb: Bool)
  /// Leads to a place in the page itself.
  case fragment([UInt8])
  /// Names another part of the message.
  case part(id: String)
  /// Holds a picture of a kind that runs nothing.
  case picture([UInt8])
  /// Anything else: scripts, and what would lead to the desk's own pages.
  case none

  /// - Parameter value: with its references decoded.
  init(_ value: [UInt8]) {
    let address = Self.cleaned(value)
    if address.first == ASCII.numberSign {
      self = .fragment(address)
    } else if address.holds(folded: Self.slashes, at: 0) {
      self = .away(Self.secure + address, isWeb: true)
    } else if Self.web.contains(where: { address.holds(folded: $0, at: 0) }) {
      self = .away(address, isWeb: true)
    } else if Self.programs.contains(where: { address.holds(folded: $0, at: 0) }) {
      self = .away(address, isWeb: false)
    } else if address.holds(folded: Self.cid, at: 0) {
      self = .part(id: Self.id(address.dropFirst(Self.cid.count)))
    } else if Self.pictures.contains(where: { address.holds(folded: $0, at: 0) }) {
      self = .picture(address)
    } else {
      self = .none
    }
  }

  private static let slashes = Array("//".utf8)
  private static let secure = Array("https:".utf8)
  private static let web = ["http://", "https://"].map { Array($0.utf8) }
  private static let programs = ["mailto:", "tel:", "sms:"].map { Array($0.utf8) }
  private static let cid = Array("cid:".utf8)
  private static let pictures = ["png", "jpeg", "jpg", "gif", "webp"].map { Array("data:image/\($0);base64,".utf8) }
  private static let longestID = 998

  /// Without white space around it, and without tabs and line breaks anywhere, which browsers overlook.
  private static func cleaned(_ value: [UInt8]) -> [UInt8] {
    var address = value[...]
    while let first = address.first, first <= ASCII.space { address = address.dropFirst() }
    while let last = address.last, last <= ASCII.space { address = address.dropLast() }
    return address.filter { $0 >= ASCII.space && $0 != 0x7F }
  }

  /// A Content-ID in lower case, without brackets, its percent signs decoded (RFC 2392).
  private static func id(_ text: ArraySlice<UInt8>) -> String {
    let text = Array(text.prefix(longestID))
    var bytes: [UInt8] = []
    var at = 0
    while at < text.count {
      if text[at] == UInt8(ascii: "%"), at + 2 < text.count, let high = text[at + 1].hexValue,
        let low = text[at + 2].hexValue
      {
        bytes.append(UInt8(truncatingIfNeeded: high << 4 | low))
        at += 3
      } else {
        bytes.append(text[at])
        at += 1
      }
    }
    return String(decoding: bytes.filter { $0 != ASCII.lessThan && $0 != ASCII.greaterThan }, as: UTF8.self)
      .lowercased()
  }
}
