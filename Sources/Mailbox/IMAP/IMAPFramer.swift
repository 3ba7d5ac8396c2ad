/// Cuts what an IMAP server sends into responses: a line, with the literals that it announces (RFC 9051 §2.2.2, §4.3).
///
/// Pure: bytes go in however the network cut them, whole responses come out. Whatever a server sends, memory is bounded:
/// by `mostText` for lines and by `mostLiteral` for literals.
struct IMAPFramer {
  /// What no server says that means well; the connection cannot be used afterwards.
  enum Fault: Error, Equatable {
    case lineTooLong
    /// A literal of so many bytes is more than was asked for.
    case literalTooLarge(Int)
  }

  /// More than one response's literals may hold.
  var mostLiteral: Int

  private var buffer: [UInt8] = []
  private var start = 0
  private var scanned = 0
  private var frame = IMAPFrame()
  private var textBytes = 0
  private var literal: [UInt8] = []
  private var missing: Int?

  static let mostText = 1 << 20

  init(mostLiteral: Int = 1 << 20) {
    self.mostLiteral = mostLiteral
  }

  /// Takes in what came.
  mutating func push(_ bytes: some Collection<UInt8>) {
    if start > 0, start == buffer.count || start > 1 << 16 {
      buffer.removeSubrange(..<start)
      scanned -= start
      start = 0
    }
    buffer += bytes
  }

  /// The next whole response; nil until more has come.
  mutating func next() throws(Fault) -> IMAPFrame? {
    while true {
      if let missing {
        guard takeLiteral(missing) else { return nil }
        continue
      }
      guard let line = try takeLine() else { return nil }
      textBytes += line.count
      guard textBytes <= Self.mostText else { throw .lineTooLong }
      // Free text, which status responses end with, announces nothing even if it looks like it.
      let isData = frame.pieces.isEmpty ? IMAPFrame.isData(line) : true
      guard isData, let (size, text) = Self.announcement(in: line) else {
        frame.pieces.append(.text(line))
        defer {
          frame = IMAPFrame()
          textBytes = 0
        }
        return frame
      }
      let (total, overflow) = size.addingReportingOverflow(frame.literalBytes)
      guard !overflow, total <= mostLiteral else { throw .literalTooLarge(size) }
      frame.pieces.append(.text(text))
      missing = size
      literal = []
      literal.reserveCapacity(min(size, 1 << 20))
    }
  }

  private mutating func takeLine() throws(Fault) -> [UInt8]? {
    guard let feed = buffer[max(start, scanned)...].firstIndex(of: 0x0A) else {
      scanned = buffer.count
      guard buffer.count - start <= Self.mostText else { throw .lineTooLong }
      return nil
    }
    var line = buffer[start..<feed]
    if line.last == 0x0D { line.removeLast() }
    start = feed + 1
    scanned = start
    return Array(line)
  }

  /// Takes what has come of a literal; true when it is whole.
  private mutating func takeLiteral(_ size: Int) -> Bool {
    let count = min(size - literal.count, buffer.count - start)
    literal += buffer[start..<start + count]
    start += count
    scanned = start
    guard literal.count == size else { return false }
    frame.pieces.append(.literal(literal))
    missing = nil
    literal = []
    return true
  }

  /// The number in the `{123}`, `{123+}` or `~{123}` that ends a line, and the line without it.
  private static func announcement(in line: [UInt8]) -> (size: Int, text: [UInt8])? {
    guard line.last == UInt8(ascii: "}"), let open = line.lastIndex(of: UInt8(ascii: "{")) else { return nil }
    var digits = line[(open + 1)...].dropLast()
    if digits.last == UInt8(ascii: "+") { digits.removeLast() }
    guard (1...18).contains(digits.count), digits.allSatisfy({ (0x30...0x39).contains($0) }),
      let size = Int(String(decoding: digits, as: UTF8.self))
    else { return nil }
    let hasTilde = open > 0 && line[open - 1] == UInt8(ascii: "~")
    return (size, Array(line[..<(hasTilde ? open - 1 : open)]))
  }
}

/// One response as it came: text, and the literals between.
struct IMAPFrame: Equatable {
  enum Piece: Equatable {
    case text([UInt8])
    case literal([UInt8])
  }

  var pieces: [Piece] = []

  var literalBytes: Int {
    pieces.reduce(0) { sum, piece in
      if case .literal(let bytes) = piece { sum + bytes.count } else { sum }
    }
  }

  /// Whether a line may hold literals: `* …`, but for the status responses, whose words are free.
  static func isData(_ line: [UInt8]) -> Bool {
    guard line.starts(with: "* ".utf8) else { return false }
    let word = String(decoding: line.dropFirst(2).prefix { $0 != 0x20 }.prefix(8), as: UTF8.self).uppercased()
    return !["OK", "NO", "BAD", "BYE", "PREAUTH"].contains(word)
  }
}
