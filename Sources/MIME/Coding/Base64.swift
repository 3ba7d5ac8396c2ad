/// RFC 2045 base64, as broken programs send it too.
enum Base64 {
  /// Decodes what is base64 in `input`, up to `limit` bytes; white space is expected, other bytes are skipped.
  ///
  /// Padding ends the text, and what list programs put after it is none of it; but where nothing except base64 follows,
  /// encoded pieces were joined end to end, and all of them are decoded.
  static func decode(_ input: UnsafeBufferPointer<UInt8>, limit: Int) -> (bytes: [UInt8], firstBad: Int?, isCut: Bool) {
    var firstBad: Int?
    var isCut = false
    let room = input.count / 4 * 3 + 3
    let bytes = [UInt8](unsafeUninitializedCapacity: room) { output, written in
      values.withUnsafeBufferPointer { values in
        var index = 0
        var end = 0
        var group: UInt32 = 0
        var inGroup = 0
        var isJoined = false
        let count = input.count
        while index < count {
          if inGroup == 0 {
            // Whole groups of four, as nearly all are.
            while index + 4 <= count {
              let a = values[Int(input[index])]
              let b = values[Int(input[index + 1])]
              let c = values[Int(input[index + 2])]
              let d = values[Int(input[index + 3])]
              guard (a | b | c | d) < 64 else { break }
              let word = UInt32(a) << 18 | UInt32(b) << 12 | UInt32(c) << 6 | UInt32(d)
              output[end] = UInt8(truncatingIfNeeded: word >> 16)
              output[end + 1] = UInt8(truncatingIfNeeded: word >> 8)
              output[end + 2] = UInt8(truncatingIfNeeded: word)
              end += 3
              index += 4
            }
            if index >= count { break }
          }
          let byte = input[index]
          let value = values[Int(byte)]
          if value < 64 {
            group = group << 6 | UInt32(value)
            inGroup += 1
            if inGroup == 4 {
              output[end] = UInt8(truncatingIfNeeded: group >> 16)
              output[end + 1] = UInt8(truncatingIfNeeded: group >> 8)
              output[end + 2] = UInt8(truncatingIfNeeded: group)
              end += 3
              inGroup = 0
              group = 0
            }
          } else if byte == Byte.equals {
            if inGroup > 0 { end = finish(group, inGroup, output, end) }
            inGroup = 0
            group = 0
            if !isJoined, let junk = firstJunk(input, from: index, values) {
              if firstBad == nil { firstBad = junk }
              break
            }
            isJoined = true
          } else if value == Self.junk, firstBad == nil {
            firstBad = index
          }
          index += 1
        }
        if inGroup > 0 {
          if firstBad == nil { firstBad = count }
          end = finish(group, inGroup, output, end)
        }
        isCut = end > limit
        written = min(end, limit)
      }
    }
    return (bytes, firstBad, isCut)
  }

  private static func firstJunk(
    _ input: UnsafeBufferPointer<UInt8>, from start: Int, _ values: UnsafeBufferPointer<UInt8>
  ) -> Int? {
    var index = start
    while index < input.count {
      if values[Int(input[index])] == junk { return index }
      index += 1
    }
    return nil
  }

  /// Writes the one or two whole bytes of a group of two or three digits.
  private static func finish(
    _ group: UInt32, _ digits: Int, _ output: UnsafeMutableBufferPointer<UInt8>, _ end: Int
  ) -> Int {
    switch digits {
    case 2:
      output[end] = UInt8(truncatingIfNeeded: group >> 4)
      return end + 1
    case 3:
      output[end] = UInt8(truncatingIfNeeded: group >> 10)
      output[end + 1] = UInt8(truncatingIfNeeded: group >> 2)
      return end + 2
    default: return end
    }
  }

  private static let blank: UInt8 = 0x40
  private static let junk: UInt8 = 0x80

  private static let digits = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

  private static let values: [UInt8] = {
    var values = [UInt8](repeating: junk, count: 256)
    for (value, digit) in digits.enumerated() { values[Int(digit)] = UInt8(value) }
    for byte in [Byte.space, Byte.tab, Byte.lineFeed, Byte.carriageReturn, Byte.equals] { values[Int(byte)] = blank }
    return values
  }()

  /// Encodes `bytes`, with a line break after every `lineLength` characters (a multiple of four) where one is given.
  static func encode(_ bytes: some Collection<UInt8>, lineLength: Int? = nil, into output: inout [UInt8]) {
    output.reserveCapacity(output.count + bytes.count / 3 * 4 + bytes.count / 24 + 8)
    var group: UInt32 = 0
    var inGroup = 0
    var column = 0
    func emit(_ group: UInt32, _ digits: Int) {
      if let lineLength, column >= lineLength {
        output += [Byte.carriageReturn, Byte.lineFeed]
        column = 0
      }
      for place in 0..<4 {
        output.append(place < digits ? Self.digits[Int(group >> UInt32(18 - 6 * place) & 63)] : Byte.equals)
      }
      column += 4
    }
    for byte in bytes {
      group = group << 8 | UInt32(byte)
      inGroup += 1
      if inGroup == 3 {
        emit(group, 4)
        group = 0
        inGroup = 0
      }
    }
    if inGroup == 1 { emit(group << 16, 2) }
    if inGroup == 2 { emit(group << 8, 3) }
  }
}
