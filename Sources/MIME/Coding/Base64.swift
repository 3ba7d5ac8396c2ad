/// RFC 2045 base64, as broken programs send it too.
enum Base64 {
  /// Decodes what is base64 in `input`, up to `limit` bytes; white space is expected, other bytes are skipped.
  ///
  /// Padding ends the text, and what list programs put after it is none of it; but where nothing except base64 follows,
  /// encoded pieces were joined end to end, and all of them are decoded.
  static func decode(_ input: UnsafeBufferPointer<UInt8>, limit: Int) -> (bytes: [UInt8], firstBad: Int?, isCut: Bool) {
    var firstBad: Int?
    var isCut = false
    // Whole groups are stored four bytes at a time, of which the last is overwritten by the next group.
    let room = input.count / 4 * 3 + 8
    let bytes = [UInt8](unsafeUninitializedCapacity: room) { output, written in
      tables.withUnsafeBufferPointer { tables in
        var decoder = GroupDecoder(input: input, output: output, tables: tables)
        decoder.run()
        firstBad = decoder.firstBad
        isCut = decoder.end > limit
        written = min(decoder.end, limit)
      }
    }
    return (bytes, firstBad, isCut)
  }

  /// The state of one decoding: where it reads, where it writes, and the group of digits that is not full yet.
  private struct GroupDecoder {
    let input: UnsafeBufferPointer<UInt8>
    let output: UnsafeMutableBufferPointer<UInt8>
    let tables: UnsafeBufferPointer<UInt32>
    var firstBad: Int?
    var end = 0
    private var index = 0
    private var group: UInt32 = 0
    private var inGroup = 0
    private var isJoined = false

    init(
      input: UnsafeBufferPointer<UInt8>, output: UnsafeMutableBufferPointer<UInt8>, tables: UnsafeBufferPointer<UInt32>
    ) {
      self.input = input
      self.output = output
      self.tables = tables
    }

    mutating func run() {
      while index < input.count {
        if inGroup == 0 { takeWholeGroups() }
        guard index < input.count, takeByte() else { break }
        index += 1
      }
      if inGroup > 0 {
        if firstBad == nil { firstBad = input.count }
        finishGroup()
      }
    }

    /// Takes groups of four digits without anything between them, as nearly all are.
    private mutating func takeWholeGroups() {
      guard let source = input.baseAddress, let target = UnsafeMutableRawPointer(output.baseAddress) else { return }
      var index = index
      var end = end
      while index + 4 <= input.count {
        let word =
          tables[Int(source[index])] | tables[256 + Int(source[index + 1])] | tables[512 + Int(source[index + 2])]
          | tables[768 + Int(source[index + 3])]
        guard word & Base64.noDigit == 0 else { break }
        target.storeBytes(of: word, toByteOffset: end, as: UInt32.self)
        end += 3
        index += 4
      }
      self.index = index
      self.end = end
    }

    /// Takes one byte; false where nothing after it is to be read.
    private mutating func takeByte() -> Bool {
      let byte = input[index]
      let digit = tables[768 + Int(byte)]
      if digit & Base64.noDigit == 0 {
        group = group << 6 | digit >> 16
        inGroup += 1
        if inGroup == 4 {
          for shift in [UInt32(16), 8, 0] { append(UInt8(truncatingIfNeeded: group >> shift)) }
          inGroup = 0
          group = 0
        }
      } else if byte == Byte.equals {
        finishGroup()
        if !isJoined, let junk = firstJunk(from: index) {
          if firstBad == nil { firstBad = junk }
          return false
        }
        isJoined = true
      } else if !byte.isWhitespace, firstBad == nil {
        firstBad = index
      }
      return true
    }

    /// Writes the one or two whole bytes of a group of two or three digits.
    private mutating func finishGroup() {
      if inGroup == 2 { append(UInt8(truncatingIfNeeded: group >> 4)) }
      if inGroup == 3 {
        append(UInt8(truncatingIfNeeded: group >> 10))
        append(UInt8(truncatingIfNeeded: group >> 2))
      }
      inGroup = 0
      group = 0
    }

    private mutating func append(_ byte: UInt8) {
      output[end] = byte
      end += 1
    }

    private func firstJunk(from start: Int) -> Int? {
      input[start...].firstIndex { byte in
        tables[768 + Int(byte)] & Base64.noDigit != 0 && byte != Byte.equals && !byte.isWhitespace
      }
    }
  }

  /// Set in a table where a byte is no digit.
  private static let noDigit: UInt32 = 1 << 31

  private static let digits = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

  /// Four tables, for the four places in a group: what each digit adds to the three bytes, the first of them lowest.
  private static let tables: [UInt32] = {
    var tables = [UInt32](repeating: noDigit, count: 1024)
    for (value, digit) in digits.enumerated() {
      for place in 0..<4 {
        let bits = UInt32(value) << UInt32(18 - 6 * place)
        tables[place * 256 + Int(digit)] = (bits >> 16 & 0xFF) | (bits & 0xFF00) | (bits & 0xFF) << 16
      }
    }
    return tables
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
