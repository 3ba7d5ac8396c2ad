/// Stands in for SHA-256: the store takes digests as they are given and never computes them from bytes.
enum Digest {
  static func sha256(_ bytes: [UInt8]) -> [UInt8] {
    (UInt64(1)...4).flatMap { seed in
      var hash = 0xcbf2_9ce4_8422_2325 &* (2 &* seed &+ 1)
      for byte in bytes { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
      hash = (hash ^ (hash >> 31)) &* 0x9e37_79b9_7f4a_7c15
      return withUnsafeBytes(of: hash.bigEndian) { Array($0) }
    }
  }
}
