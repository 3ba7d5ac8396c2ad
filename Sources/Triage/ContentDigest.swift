import Crypto
package import MIME

/// The fingerprints by which mail is known again.
package enum ContentDigest {
  package static func sha256(_ bytes: [UInt8]) -> [UInt8] {
    Array(bytes.withUnsafeBytes { SHA256.hash(data: $0) })
  }

  package static func sha256(_ bytes: ArraySlice<UInt8>) -> [UInt8] {
    Array(bytes.withUnsafeBytes { SHA256.hash(data: $0) })
  }

  /// SHA-256 over From, Date, Subject, Message-ID and the body as they stand: trace headers differ between two copies
  /// of a message and are left out.
  ///
  /// CRLF counts as LF: one copy may come through IMAP and the other lie in a maildir.
  package static func ofContent(_ message: Message) -> [UInt8] {
    var hash = SHA256()
    for name in identifying {
      for field in message.headers.all(name) {
        update(&hash, withoutReturns: field.rawValue)
        // Ends a value where no value can hold it, so that no two lists of values read the same.
        update(&hash, [lineFeed])
      }
      update(&hash, [0])
    }
    if let root = message.parts.first {
      update(&hash, withoutReturns: message.bytes[root.bodyRange.clamped(to: message.bytes.indices)])
    }
    return Array(hash.finalize())
  }

  /// SHA-256 over a text without its white space: how a mail of ours is known when relays have wrapped its lines.
  package static func ofText(_ text: String) -> [UInt8] {
    sha256(withoutSpace(text) { $0 })
  }

  /// 64 bits to count equal subjects and texts by: white space and the case of Latin letters make no difference.
  package static func key(_ text: String) -> Int64 {
    let folded = withoutSpace(text) { $0 >= 0x41 && $0 <= 0x5A ? $0 | 0x20 : $0 }
    return sha256(folded).prefix(8).reduce(0) { $0 << 8 | Int64($1) }
  }

  private static let identifying: [HeaderName] = ["From", "Date", "Subject", "Message-ID"]
  private static let carriageReturn: UInt8 = 0x0D
  private static let lineFeed: UInt8 = 0x0A

  /// The bytes of a text that are no white space, each changed on the way.
  private static func withoutSpace(_ text: String, _ change: (UInt8) -> UInt8) -> [UInt8] {
    var text = text
    return text.withUTF8 { bytes in
      Array(unsafeUninitializedCapacity: bytes.count) { kept, count in
        for byte in bytes where byte > 0x20 {
          kept[count] = change(byte)
          count += 1
        }
      }
    }
  }

  private static func update(_ hash: inout SHA256, _ bytes: [UInt8]) {
    bytes.withUnsafeBytes { hash.update(bufferPointer: $0) }
  }

  /// Feeds bytes in pieces that end before each carriage return which a line feed follows.
  private static func update(_ hash: inout SHA256, withoutReturns bytes: ArraySlice<UInt8>) {
    // A long piece is hashed where it lies; of short ones that many are gathered, since each call has its price.
    var gathered: [UInt8] = []
    var rest = bytes
    while let end = rest.firstIndex(of: carriageReturn) {
      let isLineEnd = end + 1 < rest.endIndex && rest[end + 1] == lineFeed
      gathered += rest[..<(isLineEnd ? end : end + 1)]
      rest = rest[(end + 1)...]
      if gathered.count >= 1 << 14 {
        update(&hash, gathered)
        gathered.removeAll(keepingCapacity: true)
      }
    }
    update(&hash, gathered)
    rest.withUnsafeBytes { hash.update(bufferPointer: $0) }
  }
}
