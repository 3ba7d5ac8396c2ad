/// Charsets that switch sets by escape sequences, read into the wide sets of which they are the seven-bit form.
///
/// The C library's own ISO-2022-JP refuses what Japanese mail is full of: NEC's circled digits, half-width kana and the
/// IBM extensions. Their rows are those of EUC-JP-MS.
enum EscapedCharsets {
  private enum Set { case ascii, kana, kanji, supplementary }

  static func decodeISO2022JP(_ bytes: UnsafeBufferPointer<UInt8>) -> Charset.Decoded {
    var wide: [UInt8] = []
    wide.reserveCapacity(bytes.count)
    var set = Set.ascii
    var index = 0
    while index < bytes.count {
      let byte = bytes[index]
      if byte == 0x1B, let (next, length) = escape(bytes, at: index) {
        set = next
        index += length
        continue
      }
      let second = index + 1 < bytes.count ? bytes[index + 1] : 0
      let isPair = (0x21...0x7E).contains(byte) && (0x21...0x7E).contains(second)
      switch set {
      case .kanji where isPair, .supplementary where isPair:
        if set == .supplementary { wide.append(0x8F) }
        wide.append(byte | 0x80)
        wide.append(second | 0x80)
        index += 2
        continue
      case .kana where (0x21...0x5F).contains(byte):
        wide.append(0x8E)
        wide.append(byte | 0x80)
      default:
        wide.append(byte)
        // RFC 1468: each line begins in ASCII.
        if byte == Byte.lineFeed { set = .ascii }
      }
      index += 1
    }
    return wide.withUnsafeBufferPointer { Iconv.decode($0, from: "EUC-JP-MS") ?? Charset.guess(bytes) }
  }

  private static func escape(_ bytes: UnsafeBufferPointer<UInt8>, at index: Int) -> (Set, length: Int)? {
    guard index + 2 < bytes.count else { return nil }
    switch (bytes[index + 1], bytes[index + 2]) {
    case (UInt8(ascii: "("), UInt8(ascii: "B")), (UInt8(ascii: "("), UInt8(ascii: "J")),
      (UInt8(ascii: "("), UInt8(ascii: "H")):
      return (.ascii, 3)
    case (UInt8(ascii: "("), UInt8(ascii: "I")): return (.kana, 3)
    case (UInt8(ascii: "$"), UInt8(ascii: "@")), (UInt8(ascii: "$"), UInt8(ascii: "B")): return (.kanji, 3)
    case (UInt8(ascii: "$"), UInt8(ascii: "(")):
      guard index + 3 < bytes.count else { return nil }
      switch bytes[index + 3] {
      case UInt8(ascii: "D"): return (.supplementary, 4)
      case UInt8(ascii: "@"), UInt8(ascii: "B"): return (.kanji, 4)
      default: return nil
      }
    default: return nil
    }
  }

  /// RFC 1843: `~{` begins pairs of GB 2312, `~}` ends them, `~~` is a tilde.
  static func decodeHZ(_ bytes: UnsafeBufferPointer<UInt8>) -> Charset.Decoded {
    var wide: [UInt8] = []
    wide.reserveCapacity(bytes.count)
    var inPairs = false
    var index = 0
    while index < bytes.count {
      let byte = bytes[index]
      let second = index + 1 < bytes.count ? bytes[index + 1] : 0
      if byte == UInt8(ascii: "~"), second == UInt8(ascii: "{") || second == UInt8(ascii: "}") {
        inPairs = second == UInt8(ascii: "{")
        index += 2
      } else if byte == UInt8(ascii: "~"), !inPairs, second == UInt8(ascii: "~") || second == Byte.lineFeed {
        if second != Byte.lineFeed { wide.append(byte) }
        index += 2
      } else if inPairs, (0x21...0x7E).contains(byte), (0x21...0x7E).contains(second) {
        wide.append(byte | 0x80)
        wide.append(second | 0x80)
        index += 2
      } else {
        if byte == Byte.lineFeed { inPairs = false }
        wide.append(byte)
        index += 1
      }
    }
    return wide.withUnsafeBufferPointer { Iconv.decode($0, from: "GB18030") ?? Charset.guess(bytes) }
  }
}
