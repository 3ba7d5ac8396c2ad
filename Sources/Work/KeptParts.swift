import Desk
package import MIME
import Store
import Triage

/// What the store remembers of a message's parts: attachments as ranges of its bytes, and what was wrong with it.
///
/// Every body is decoded for it. Whoever reads messages on threads of their own makes it there, so that the one writer
/// does not have to.
package struct KeptParts: Sendable {
  let attachments: [NewPart]
  let defects: [DefectNote]

  package init(_ message: Message) {
    var attachments: [NewPart] = []
    var defects = message.structureDefects + message.fieldDefects
    for part in message.leaves {
      guard !part.isBodyLeaf else {
        defects += message.decodeText(part).defects
        continue
      }
      let decoded = message.decode(part)
      defects += decoded.defects
      attachments.append(
        NewPart(
          filename: part.filename, contentType: part.contentType.full, encoding: part.transferEncoding.word,
          range: part.bodyRange, size: decoded.bytes.count, digest: ContentDigest.sha256(decoded.bytes)))
    }
    self.attachments = attachments
    self.defects = defects.sorted { $0.offset < $1.offset }.prefix(message.limits.defects).map {
      DefectNote(code: $0.code.rawValue, offset: $0.offset, note: $0.note)
    }
  }
}

extension TransferEncoding {
  /// The word that stands for it in the store; whoever decodes a stored part reads it as a header's.
  fileprivate var word: String {
    switch self {
    case .identity: "binary"
    case .quotedPrintable: "quoted-printable"
    case .base64: "base64"
    case .uuencode: "x-uuencode"
    case .unknown: "unknown"
    }
  }
}
