/// Reads little-endian numbers and stretches out of a range of bytes, and never past its end.
struct LittleEndianCursor {
  private let bytes: [UInt8]
  private var position: Int
  private let end: Int

  init(_ bytes: [UInt8], _ range: Range<Int>) {
    self.bytes = bytes
    let range = range.clamped(to: 0..<bytes.count)
    position = range.lowerBound
    end = range.upperBound
  }

  var isAtEnd: Bool { position >= end }

  mutating func uint8() -> UInt8? { number(1).map { UInt8(truncatingIfNeeded: $0) } }
  mutating func uint16() -> UInt16? { number(2).map { UInt16(truncatingIfNeeded: $0) } }
  mutating func uint32() -> UInt32? { number(4) }

  /// The next `count` bytes, passed over; nil where there are not so many.
  mutating func range(of count: UInt32) -> Range<Int>? {
    guard Int(count) <= end - position else { return nil }
    let range = position..<(position + Int(count))
    position = range.upperBound
    return range
  }

  /// Passes over what fills `length` bytes up to a multiple of four; at the very end it may be missing.
  mutating func skipPadding(after length: UInt32) -> Bool {
    let padding = (4 - Int(length % 4)) % 4
    position = min(end, position + padding)
    return true
  }

  private mutating func number(_ count: Int) -> UInt32? {
    guard count <= end - position else { return nil }
    var value: UInt32 = 0
    for index in (0..<count).reversed() { value = value << 8 | UInt32(bytes[position + index]) }
    position += count
    return value
  }
}
