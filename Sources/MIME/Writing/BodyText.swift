/// A text body, with the encoding that suits it.
struct BodyText {
  private let subtype: String
  private let bytes: [UInt8]
  private let encoding: TransferEncoding
  private let isASCII: Bool

  init(_ text: String, subtype: String) {
    self.subtype = subtype
    bytes = Self.canonical(text)
    (encoding, isASCII) = Self.choose(bytes)
  }

  /// Whether the body, as it will be written, holds this word.
  func holds(_ word: String) -> Bool {
    guard encoding == .identity else { return false }
    return String(decoding: bytes, as: UTF8.self).contains(word)
  }

  func write(to output: inout [UInt8]) {
    let charset = isASCII ? "us-ascii" : "utf-8"
    output += "Content-Type: text/\(subtype); charset=\(charset)\r\n".utf8
    switch encoding {
    case .base64:
      output += "Content-Transfer-Encoding: base64\r\n\r\n".utf8
      Base64.encode(bytes, lineLength: 76, into: &output)
      output += "\r\n".utf8
    case .quotedPrintable:
      output += "Content-Transfer-Encoding: quoted-printable\r\n\r\n".utf8
      QuotedPrintable.encode(bytes, into: &output)
    default:
      output += "Content-Transfer-Encoding: 7bit\r\n\r\n".utf8
      output += bytes
    }
  }

  /// CRLF at each line's end, and after the last line.
  private static func canonical(_ text: String) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(text.utf8.count + text.utf8.count / 32 + 2)
    var previous: UInt8 = 0
    for byte in text.utf8 {
      switch byte {
      case Byte.carriageReturn: bytes += [Byte.carriageReturn, Byte.lineFeed]
      case Byte.lineFeed: if previous != Byte.carriageReturn { bytes += [Byte.carriageReturn, Byte.lineFeed] }
      default: bytes.append(byte)
      }
      previous = byte
    }
    if !bytes.isEmpty, bytes.last != Byte.lineFeed { bytes += [Byte.carriageReturn, Byte.lineFeed] }
    return bytes
  }

  /// As it stands where no relay could harm it; base64 where most of it is not ASCII; else quoted-printable.
  private static func choose(_ bytes: [UInt8]) -> (TransferEncoding, isASCII: Bool) {
    var high = 0
    var isPlain = true
    var length = 0
    var previous: UInt8 = 0
    for (index, byte) in bytes.enumerated() {
      if byte == Byte.carriageReturn {
        if previous.isBlank { isPlain = false }
        length = -1
      } else if byte == Byte.lineFeed {
        length = -1
        // Relays write `>From ` for a line that begins with `From `.
        if bytes[(index + 1)...].starts(with: "From ".utf8) { isPlain = false }
      } else if byte >= 0x80 {
        high += 1
      } else if byte < 0x20 && byte != Byte.tab || byte == 0x7F {
        isPlain = false
      }
      length += 1
      if length > 78 { isPlain = false }
      previous = byte
    }
    if bytes.starts(with: "From ".utf8) { isPlain = false }
    if high == 0 && isPlain { return (.identity, true) }
    return (high > bytes.count / 3 ? .base64 : .quotedPrintable, high == 0)
  }
}

extension QuotedPrintable {
  /// Encodes text whose lines end in CRLF; lines of at most 76 characters.
  static func encode(_ bytes: [UInt8], into output: inout [UInt8]) {
    let digits = Array("0123456789ABCDEF".utf8)
    var column = 0
    var index = 0
    while index < bytes.count {
      let byte = bytes[index]
      let next = index + 1 < bytes.count ? bytes[index + 1] : nil
      if byte == Byte.carriageReturn, next == Byte.lineFeed {
        output += [Byte.carriageReturn, Byte.lineFeed]
        column = 0
        index += 2
        continue
      }
      let endsLine = next == nil || next == Byte.carriageReturn
      let beginsFrom = column == 0 && bytes[index...].starts(with: "From ".utf8)
      let isPlain =
        (byte > 0x20 && byte < 0x7F && byte != Byte.equals && !beginsFrom)
        || (byte.isBlank && !endsLine)
          && !(column == 0 && byte == Byte.dot)
      // A soft break takes the 76th place; the last piece of a line needs none.
      if column + (isPlain ? 1 : 3) > (endsLine ? 76 : 75) {
        output += [Byte.equals, Byte.carriageReturn, Byte.lineFeed]
        column = 0
        continue
      }
      if isPlain {
        output.append(byte)
        column += 1
      } else {
        output += [Byte.equals, digits[Int(byte >> 4)], digits[Int(byte & 15)]]
        column += 3
      }
      index += 1
    }
  }
}
