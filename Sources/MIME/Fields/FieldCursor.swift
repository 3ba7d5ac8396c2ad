/// A place in a field's value, from which its grammar is read; line breaks of folding count as white space.
struct FieldCursor {
  private let bytes: ArraySlice<UInt8>
  private(set) var index: Int

  init(_ bytes: ArraySlice<UInt8>) {
    self.bytes = bytes
    index = bytes.startIndex
  }

  var isAtEnd: Bool { index >= bytes.endIndex }
  var peek: UInt8? { isAtEnd ? nil : bytes[index] }
  var rest: ArraySlice<UInt8> { bytes[index...] }

  mutating func advance() { if !isAtEnd { index += 1 } }

  /// Goes on by `count` bytes, or to the end.
  mutating func advance(by count: Int) { index = min(index + max(0, count), bytes.endIndex) }

  mutating func take(_ byte: UInt8) -> Bool {
    guard peek == byte else { return false }
    index += 1
    return true
  }

  mutating func skipWhitespace() { while let byte = peek, byte.isWhitespace { index += 1 } }

  /// Skips white space and comments.
  mutating func skipComments() {
    skipWhitespace()
    while peek == Byte.openParenthesis {
      _ = takeComment()
      skipWhitespace()
    }
  }

  /// Takes bytes up to white space, a comment or one of `()<>@,;:\"/[]?=`.
  mutating func takeToken() -> ArraySlice<UInt8> {
    let start = index
    while let byte = peek, byte > Byte.space, byte != 0x7F, !Self.isSpecial(byte) { index += 1 }
    return bytes[start..<index]
  }

  /// Takes bytes up to the first that `ends`.
  mutating func take(until ends: (UInt8) -> Bool) -> ArraySlice<UInt8> {
    let start = index
    while let byte = peek, !ends(byte) { index += 1 }
    return bytes[start..<index]
  }

  /// Takes a comment, at whose opening parenthesis the cursor stands, and gives what is in it, without escapes.
  ///
  /// Nested comments are counted, not descended into. One that is never closed runs to the end.
  mutating func takeComment() -> [UInt8] {
    var content: [UInt8] = []
    var depth = 0
    while let byte = peek {
      index += 1
      switch byte {
      case Byte.openParenthesis:
        depth += 1
        if depth > 1 { content.append(byte) }
      case Byte.closeParenthesis:
        depth -= 1
        if depth == 0 { return content }
        content.append(byte)
      case Byte.backslash:
        if let escaped = peek {
          content.append(escaped)
          index += 1
        }
      default: content.append(byte)
      }
    }
    return content
  }

  /// Takes a quoted string, at whose opening quote the cursor stands, without quotes and escapes; nil in place of the
  /// closing quote runs to the end.
  mutating func takeQuoted() -> [UInt8] {
    var content: [UInt8] = []
    index += 1
    while let byte = peek {
      index += 1
      if byte == Byte.quote { break }
      if byte == Byte.backslash, let escaped = peek {
        content.append(escaped)
        index += 1
      } else if byte != Byte.carriageReturn, byte != Byte.lineFeed {
        content.append(byte)
      }
    }
    return content
  }

  private static func isSpecial(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "("), UInt8(ascii: ")"), UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: "@"),
      UInt8(ascii: ","), UInt8(ascii: ";"), UInt8(ascii: ":"), UInt8(ascii: "\\"), UInt8(ascii: "\""),
      UInt8(ascii: "/"), UInt8(ascii: "["), UInt8(ascii: "]"), UInt8(ascii: "?"), UInt8(ascii: "="):
      true
    default: false
    }
  }
}
