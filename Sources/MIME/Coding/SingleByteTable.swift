import Synchronization

/// The upper half of a charset of single bytes, as UTF-8 ready to be copied.
struct SingleByteTable: Sendable {
  /// For each byte from 128 on its UTF-8 in the three low bytes, first byte lowest, and its length in the fourth; 0 for
  /// a byte without meaning.
  private let upper: [UInt32]

  private static let cache = Mutex<[String: SingleByteTable]>([:])

  /// The table of a charset, made by iconv when it is first asked for; nil where this system's iconv lacks it.
  static func named(_ name: String) -> SingleByteTable? {
    cache.withLock { tables in
      if let table = tables[name] { return table }
      let scalars = Iconv.upperHalf(of: name)
      guard let scalars else { return nil }
      let table = SingleByteTable(scalars)
      tables[name] = table
      return table
    }
  }

  /// The set that Latin-1 labels mean; the five bytes it lacks are the C1 controls that WHATWG makes of them.
  static let windows1252 = SingleByteTable(
    ([
      0x20AC, 0x81, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0x8D,
      0x017D, 0x8F, 0x90, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A,
      0x0153, 0x9D, 0x017E, 0x0178,
    ] + Array(0xA0...0xFF)).map { Unicode.Scalar($0) })

  private init(_ scalars: [Unicode.Scalar?]) {
    upper = scalars.map { scalar in
      guard let scalar else { return 0 }
      var packed: UInt32 = 0
      var length: UInt32 = 0
      for unit in UTF8.encode(scalar) ?? .init() where length < 3 {
        packed |= UInt32(unit) << (8 * length)
        length += 1
      }
      return packed | length << 24
    }
  }

  func decode(_ bytes: UnsafeBufferPointer<UInt8>) -> Charset.Decoded {
    var isFaithful = true
    var high = 0
    for byte in bytes { high += Int(byte >> 7) }
    guard high > 0 else { return Charset.Decoded(text: String(decoding: bytes, as: UTF8.self), isFaithful: true) }
    let text = upper.withUnsafeBufferPointer { upper in
      String(unsafeUninitializedCapacity: bytes.count + 2 * high) { output in
        var end = 0
        for byte in bytes {
          guard byte >= 0x80 else {
            output[end] = byte
            end += 1
            continue
          }
          var packed = upper[Int(byte) - 0x80]
          if packed == 0 {
            packed = 0x03BD_BFEF  // U+FFFD
            isFaithful = false
          }
          for _ in 0..<(packed >> 24) {
            output[end] = UInt8(truncatingIfNeeded: packed)
            packed >>= 8
            end += 1
          }
        }
        return end
      }
    }
    return Charset.Decoded(text: text, isFaithful: isFaithful)
  }
}
