/// The multiparts that are open, outermost first, and the question that each line with two hyphens asks of them.
struct BoundaryStack {
  /// A multipart that is open.
  struct Entry {
    var part: Int
    var boundary: [UInt8]
    var wasFound = false
  }

  /// A line that is a boundary: of which open multipart, and whether it closes it.
  struct Match: Equatable {
    var level: Int
    var closes: Bool
  }

  private var entries: [Entry] = []
  /// What is told of each boundary at a glance, so that a line is compared with those alone that it could be.
  private var glances: [UInt32] = []
  /// A bit for each length that a boundary has (from 63 on they share one): most lines are no boundary by their length
  /// alone, however many multiparts are open.
  private var lengths: UInt64 = 0

  var count: Int { entries.count }
  var isEmpty: Bool { entries.isEmpty }
  subscript(level: Int) -> Entry { entries[level] }

  mutating func push(_ entry: Entry) {
    entries.append(entry)
    glances.append(Self.glance(entry.boundary[...]))
    lengths |= Self.bit(entry.boundary.count)
  }

  mutating func pop() -> Entry? {
    guard let last = entries.popLast() else { return nil }
    glances.removeLast()
    let bit = Self.bit(last.boundary.count)
    if !glances.contains(where: { Self.bit(Int($0 >> 16)) == bit }) { lengths &= ~bit }
    return last
  }

  mutating func noteFound(_ level: Int) { entries[level].wasFound = true }

  /// The innermost multipart whose boundary this line is; nil for any other line.
  func match(_ line: Range<Int>, in bytes: [UInt8]) -> Match? {
    guard line.count > 2, bytes[line.lowerBound] == Byte.hyphen, bytes[line.lowerBound + 1] == Byte.hyphen else {
      return nil
    }
    var end = line.upperBound
    while end > line.lowerBound + 2, bytes[end - 1].isBlank { end -= 1 }
    let text = (line.lowerBound + 2)..<end
    guard lengths & (Self.bit(text.count) | Self.bit(text.count - 2)) != 0 else { return nil }
    let opening = Self.glance(bytes[text])
    let closing = Self.glance(bytes[text.dropLast(2)])
    var level = glances.count
    while level > 0 {
      level -= 1
      let glance = glances[level]
      guard glance == opening || glance == closing else { continue }
      let boundary = entries[level].boundary
      guard bytes[text.prefix(boundary.count)].elementsEqual(boundary) else { continue }
      if boundary.count == text.count { return Match(level: level, closes: false) }
      if boundary.count + 2 == text.count, bytes[end - 1] == Byte.hyphen, bytes[end - 2] == Byte.hyphen {
        return Match(level: level, closes: true)
      }
    }
    return nil
  }

  /// A boundary's length, and its first and last byte.
  private static func glance(_ text: ArraySlice<UInt8>) -> UInt32 {
    guard let first = text.first, let last = text.last else { return 0 }
    return UInt32(min(text.count, 0xFFFF)) << 16 | UInt32(first) << 8 | UInt32(last)
  }

  private static func bit(_ length: Int) -> UInt64 { length > 0 ? 1 << UInt64(min(length, 63)) : 0 }
}
