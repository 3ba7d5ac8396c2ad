/// The encoding of old Unix mail: `begin 644 name`, lines of a length and its sixes of bits, `end`.
enum UUDecode {
  /// Decodes the first uuencoded file in `input`, up to `limit` bytes; nil where none begins.
  static func decode(
    _ input: UnsafeBufferPointer<UInt8>, limit: Int
  ) -> (bytes: [UInt8], firstBad: Int?, isCut: Bool)? {
    var position = 0
    var bytes: [UInt8] = []
    var firstBad: Int?
    var hasBegun = false
    while position < input.count {
      let feed = input.firstIndex(of: Byte.lineFeed, from: position, to: input.count)
      let next = feed.map { $0 + 1 } ?? input.count
      var end = feed ?? input.count
      if end > position, input[end - 1] == Byte.carriageReturn { end -= 1 }
      let line = input[position..<end]
      if !hasBegun {
        hasBegun = line.starts(with: "begin ".utf8)
      } else if line.elementsEqual("end".utf8) {
        return (bytes, firstBad, false)
      } else if let first = line.first {
        let length = Int(value(first))
        if !append(line.dropFirst(), length: length, to: &bytes), firstBad == nil { firstBad = position }
        if bytes.count >= limit { return (Array(bytes.prefix(limit)), firstBad, true) }
      }
      position = next
    }
    return hasBegun ? (bytes, firstBad ?? input.count, false) : nil
  }

  /// Appends what a line holds; false where it is shorter than its length says.
  private static func append(
    _ digits: Slice<UnsafeBufferPointer<UInt8>>, length: Int, to bytes: inout [UInt8]
  ) -> Bool {
    var left = length
    var index = digits.startIndex
    while left > 0, index < digits.endIndex {
      var word: UInt32 = 0
      for place in 0..<4 {
        word = word << 6 | (index + place < digits.endIndex ? UInt32(value(digits[index + place])) : 0)
      }
      for shift in [UInt32(16), 8, 0] where left > 0 {
        bytes.append(UInt8(truncatingIfNeeded: word >> shift))
        left -= 1
      }
      index += 4
    }
    return left == 0
  }

  private static func value(_ byte: UInt8) -> UInt8 { (byte &- 0x20) & 0x3F }
}
