/// What responses are made of (RFC 9051 §4): words, strings and lists of them.
enum IMAPValue: Equatable {
  case atom([UInt8])
  case string([UInt8])
  case list([IMAPValue])

  /// The word or string as text.
  var text: String? {
    switch self {
    case .atom(let bytes), .string(let bytes): String(decoding: bytes, as: UTF8.self)
    case .list: nil
    }
  }

  /// The bytes of a string; nil for NIL and for anything else.
  var bytes: [UInt8]? {
    if case .string(let bytes) = self { bytes } else { nil }
  }

  var number: Int? {
    guard case .atom(let digits) = self, (1...18).contains(digits.count),
      digits.allSatisfy({ (0x30...0x39).contains($0) })
    else { return nil }
    return Int(String(decoding: digits, as: UTF8.self))
  }
}

/// Reads the values of a response one after another: tolerant, bounded, and without recursion.
struct IMAPValueReader {
  private let pieces: [IMAPFrame.Piece]
  private var piece = 0
  private var offset = 0

  private static let mostDepth = 32

  init(_ frame: IMAPFrame) {
    pieces = frame.pieces
  }

  /// The next value; nil at the end, or where no value can be made of what follows.
  mutating func next() -> IMAPValue? {
    var open: [[IMAPValue]] = []
    while true {
      let value: IMAPValue
      switch peek() {
      case nil:
        // What the server left open ends with the response.
        guard let last = open.popLast() else { return nil }
        value = .list(last)
      case .literal(let bytes):
        piece += 1
        offset = 0
        value = .string(bytes)
      case .byte(UInt8(ascii: " ")):
        offset += 1
        continue
      case .byte(UInt8(ascii: "(")):
        offset += 1
        guard open.count < Self.mostDepth else { return nil }
        open.append([])
        continue
      case .byte(UInt8(ascii: ")")):
        offset += 1
        guard let last = open.popLast() else { return nil }
        value = .list(last)
      case .byte(UInt8(ascii: "\"")):
        value = .string(takeQuoted())
      case .byte:
        value = .atom(takeAtom())
      }
      guard !open.isEmpty else { return value }
      open[open.count - 1].append(value)
    }
  }

  /// What is left of the line, as text.
  mutating func rest() -> String {
    guard case .byte = peek(), case .text(let bytes) = pieces[piece] else { return "" }
    return String(decoding: bytes[offset...].drop { $0 == 0x20 }, as: UTF8.self)
  }

  private enum Peeked {
    case byte(UInt8)
    case literal([UInt8])
  }

  private mutating func peek() -> Peeked? {
    while piece < pieces.count {
      switch pieces[piece] {
      case .literal(let bytes): return .literal(bytes)
      case .text(let bytes):
        if offset < bytes.count { return .byte(bytes[offset]) }
        piece += 1
        offset = 0
      }
    }
    return nil
  }

  private mutating func takeQuoted() -> [UInt8] {
    guard case .text(let bytes) = pieces[piece] else { return [] }
    var string: [UInt8] = []
    offset += 1
    while offset < bytes.count {
      var byte = bytes[offset]
      offset += 1
      if byte == UInt8(ascii: "\"") { break }
      if byte == UInt8(ascii: "\\"), offset < bytes.count {
        byte = bytes[offset]
        offset += 1
      }
      string.append(byte)
    }
    return string
  }

  /// A word; what stands in its brackets belongs to it, blanks and all: `BODY[HEADER.FIELDS (DATE)]`.
  private mutating func takeAtom() -> [UInt8] {
    guard case .text(let bytes) = pieces[piece] else { return [] }
    var end = offset
    var isInBrackets = false
    while end < bytes.count {
      let byte = bytes[end]
      if byte == UInt8(ascii: "[") { isInBrackets = true }
      if byte == UInt8(ascii: "]") { isInBrackets = false }
      if !isInBrackets, byte == 0x20 || byte == UInt8(ascii: "(") || byte == UInt8(ascii: ")") { break }
      end += 1
    }
    defer { offset = end }
    return Array(bytes[offset..<end])
  }
}
