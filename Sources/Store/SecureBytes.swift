import Glibc

/// Bytes that nobody can guess.
enum SecureBytes {
  /// What the kernel gives at once.
  private static let most = 256

  static func random(_ count: Int) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: count)
    let isFilled = bytes.withUnsafeMutableBytes { buffer in
      stride(from: 0, to: count, by: most).allSatisfy { start in
        let piece = buffer[start..<min(start + most, count)]
        return getentropy(UnsafeMutableRawBufferPointer(rebasing: piece).baseAddress, piece.count) == 0
      }
    }
    guard !isFilled else { return bytes }
    // Where the kernel is older than the call.
    var generator = SystemRandomNumberGenerator()
    return bytes.map { _ in UInt8.random(in: .min ... .max, using: &generator) }
  }
}

/// Salts, some of them drawn at once: a call of the kernel for each costs more than what it is hashed with.
struct Salts {
  private static let length = 16
  private var drawn: [UInt8] = []

  mutating func next() -> [UInt8] {
    if drawn.isEmpty { drawn = SecureBytes.random(16 * Self.length) }
    defer { drawn.removeLast(Self.length) }
    return Array(drawn.suffix(Self.length))
  }
}
