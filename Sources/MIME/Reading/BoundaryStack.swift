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
  /// A bit for each length that a boundary has (from 63 on they share one): most lines are no boundary by their length
  /// alone, however many multiparts are open.
  private var lengths: UInt64 = 0

  var count: Int { entries.count }
  var isEmpty: Bool { entries.isEmpty }
  subscript(level: Int) -> Entry { entries[level] }

  mutating func push(_ entry: Entry) {
    entries.append(entry)
    lengths |= Self.bit(entry.boundary.count)
  }

  mutating func pop() -> Entry? {
    let last = entries.popLast()
    lengths = entries.reduce(0) { $0 | Self.bit($1.boundary.count) }
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
    for level in entries.indices.reversed() {
      let extra = text.count - entries[level].boundary.count
      guard extra == 0 || extra == 2, bytes[text.lowerBound] == entries[level].boundary.first,
        bytes[text.prefix(entries[level].boundary.count)].elementsEqual(entries[level].boundary)
      else { continue }
      if extra == 0 { return Match(level: level, closes: false) }
      if bytes[end - 1] == Byte.hyphen, bytes[end - 2] == Byte.hyphen { return Match(level: level, closes: true) }
    }
    return nil
  }

  private static func bit(_ length: Int) -> UInt64 { length > 0 ? 1 << UInt64(min(length, 63)) : 0 }
}
