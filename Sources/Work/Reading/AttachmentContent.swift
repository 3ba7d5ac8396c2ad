package import Desk
import MIME
package import Store

/// An attachment, decoded, under a name that can do no harm anywhere.
package struct AttachmentContent: Sendable, Equatable {
  /// One path component without control or direction characters; never empty.
  package var safeName: String

  /// A media type without parameters, such as `image/png`: what the sender says that it is, and not to be believed.
  package var contentType: String

  package var bytes: [UInt8]

  /// SHA-256 of the bytes, 32 of them.
  package var digest: [UInt8]

  /// Undoes a part's transfer encoding.
  package init(_ part: StoredPart) {
    let type = Self.mediaType(part.info.contentType)
    safeName = SafeFilename.of(part.info.filename, type: type.type, subtype: type.subtype)
    contentType = type.type + "/" + type.subtype
    bytes = Self.decoded(part)
    digest = part.info.digest
  }

  /// Read as a message that has nothing else.
  private static func decoded(_ part: StoredPart) -> [UInt8] {
    let encoding = InnerRange.encoding(in: part.encoding)
    let header = "Content-Type: application/octet-stream\r\nContent-Transfer-Encoding: \(encoding)\r\n\r\n"
    let message = Message(Array(header.utf8) + part.bytes)
    let bytes = message.parts.first.map { message.decoded($0) } ?? part.bytes
    guard let inner = InnerRange(part.encoding) else { return bytes }
    return Array(bytes[inner.range.clamped(to: bytes.indices)])
  }

  /// Only what RFC 6838 allows in a media type's name: it goes into a header of an answer.
  private static func mediaType(_ text: String) -> (type: String, subtype: String) {
    let names = text.lowercased().split(separator: "/", omittingEmptySubsequences: false)
    guard names.count == 2, names.allSatisfy(isRestrictedName) else { return ("application", "octet-stream") }
    return (String(names[0]), String(names[1]))
  }

  private static func isRestrictedName(_ name: Substring) -> Bool {
    guard (1...127).contains(name.utf8.count) else { return false }
    return name.utf8.allSatisfy { byte in
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"): true
      default: "!#$&-^_.+".utf8.contains(byte)
      }
    }
  }
}

extension DeskWork {
  /// One attachment of a message; nil when the message is not on that ticket or has none there.
  ///
  /// - Parameter position: its place among the entry's attachments, from 0.
  package func attachment(_ position: Int, of message: Int64, on id: TicketID) throws -> AttachmentContent? {
    try store.part(position, of: message, on: id).map(AttachmentContent.init)
  }
}
