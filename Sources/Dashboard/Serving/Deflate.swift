/// One DEFLATE block with the fixed code (RFC 1951, 3.2.6): matches are sought through a short chain of earlier places.
enum Deflate {
  private static let window = 32_768
  private static let leastMatch = 3
  private static let mostMatch = 258
  /// How many earlier places are tried for each match.
  private static let mostTries = 12
  private static let hashBits: UInt32 = 13

  static func write(_ input: [UInt8], to bits: inout BitWriter) {
    bits.put(1, 1)
    bits.put(1, 2)
    var heads = [Int32](repeating: -1, count: 1 << Int(hashBits))
    var previous = [Int32](repeating: -1, count: input.count)
    var position = 0
    while position < input.count {
      let match = longestMatch(input, at: position, heads, previous)
      let length = max(match.length, 1)
      if match.length >= leastMatch {
        bits.putMatch(length: match.length, distance: match.distance)
      } else {
        bits.putLiteral(UInt32(input[position]))
      }
      for place in position..<(position + length) where place + leastMatch <= input.count {
        let hash = hash(input, place)
        previous[place] = heads[hash]
        heads[hash] = Int32(truncatingIfNeeded: place)
      }
      position += length
    }
    bits.putLiteral(256)
  }

  private static func hash(_ input: [UInt8], _ place: Int) -> Int {
    let word = UInt32(input[place]) | UInt32(input[place + 1]) << 8 | UInt32(input[place + 2]) << 16
    return Int((word &* 0x9E37_79B1) >> (32 - hashBits))
  }

  private static func longestMatch(
    _ input: [UInt8], at position: Int, _ heads: [Int32], _ previous: [Int32]
  ) -> (length: Int, distance: Int) {
    guard position + leastMatch <= input.count else { return (0, 0) }
    var candidate = Int(heads[hash(input, position)])
    var best = (length: 0, distance: 0)
    let most = min(mostMatch, input.count - position)
    var tries = mostTries
    while candidate >= 0, position - candidate <= window, tries > 0 {
      if best.length == 0 || input[candidate + best.length] == input[position + best.length] {
        var length = 0
        while length < most, input[candidate + length] == input[position + length] { length += 1 }
        if length > best.length { best = (length, position - candidate) }
        if length == most { break }
      }
      candidate = Int(previous[candidate])
      tries -= 1
    }
    return best.length >= leastMatch ? best : (0, 0)
  }
}

extension BitWriter {
  /// A byte, or 256 for the end of the block.
  mutating func putLiteral(_ symbol: UInt32) {
    switch symbol {
    case 0...143: putCode(0x30 + symbol, 8)
    case 144...255: putCode(0x190 + symbol - 144, 9)
    case 256...279: putCode(symbol - 256, 7)
    default: putCode(0xC0 + symbol - 280, 8)
    }
  }

  mutating func putMatch(length: Int, distance: Int) {
    let place = DeflateTables.lengthCode(length)
    putLiteral(UInt32(257 + place))
    put(UInt32(length - DeflateTables.lengths[place].base), DeflateTables.lengths[place].extra)
    let far = DeflateTables.distanceCode(distance)
    putCode(UInt32(far), 5)
    put(UInt32(distance - DeflateTables.distances[far].base), DeflateTables.distances[far].extra)
  }

  /// Codes go in with their most significant bit first.
  private mutating func putCode(_ code: UInt32, _ length: Int) {
    var reversed: UInt32 = 0
    for bit in 0..<length where code >> UInt32(bit) & 1 == 1 { reversed |= 1 << UInt32(length - 1 - bit) }
    put(reversed, length)
  }
}

/// The tables of RFC 1951, 3.2.5, built from their rule.
private enum DeflateTables {
  static let lengths: [(base: Int, extra: Int)] = {
    var result: [(base: Int, extra: Int)] = []
    var base = 3
    for code in 0..<28 {
      let extra = code < 8 ? 0 : code / 4 - 1
      result.append((base, extra))
      base += 1 << extra
    }
    return result + [(258, 0)]
  }()

  static let distances: [(base: Int, extra: Int)] = {
    var result: [(base: Int, extra: Int)] = []
    var base = 1
    for code in 0..<30 {
      let extra = code < 4 ? 0 : code / 2 - 1
      result.append((base, extra))
      base += 1 << extra
    }
    return result
  }()

  private static let codeOfLength: [UInt8] = (0...258).map { length in
    UInt8(lengths.lastIndex { $0.base <= length } ?? 0)
  }

  static func lengthCode(_ length: Int) -> Int { Int(codeOfLength[length]) }

  static func distanceCode(_ distance: Int) -> Int {
    guard distance > 4 else { return distance - 1 }
    // Two codes for each power of two: which one the bit below the highest tells.
    let high = Int.bitWidth - 1 - (distance - 1).leadingZeroBitCount
    return 2 * high + ((distance - 1) >> (high - 1) & 1)
  }
}
