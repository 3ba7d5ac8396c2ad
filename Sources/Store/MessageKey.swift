import Crypto

/// 64-bit keys of long names, frozen with the schema: what indexes hold instead of text of any length.
///
/// Two different names meet by accident in one of 10^19 pairs; whoever reads by key compares the full value in the row
/// where it has one.
enum MessageKey {
  /// The key of a Message-ID.
  static func of(_ messageID: String) -> Int64 {
    var hash = SHA256()
    var text = messageID
    text.withUTF8 { hash.update(bufferPointer: UnsafeRawBufferPointer($0)) }
    return hash.finalize().withUnsafeBytes { prefix(of: $0) }
  }

  /// What makes two messages the same: their content, or without a Message-ID their bytes in one mailbox.
  static func sameness(messageID: String?, content: [UInt8], raw: [UInt8], mailbox: Int64) -> Int64 {
    messageID == nil ? raw.withUnsafeBytes { prefix(of: $0) } &+ mailbox : content.withUnsafeBytes { prefix(of: $0) }
  }

  private static func prefix(of bytes: UnsafeRawBufferPointer) -> Int64 {
    bytes.prefix(8).reduce(Int64(0)) { $0 << 8 | Int64($1) }
  }
}
