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
      if TNEF.isNamed(part), let inside = TNEF.read(decoded.bytes, limits: message.limits) {
        attachments += inside.attachments.map { NewPart($0, in: decoded.bytes, of: part) }
      }
    }
    self.attachments = attachments
    self.defects = defects.sorted { $0.offset < $1.offset }.prefix(message.limits.defects).map {
      DefectNote(code: $0.code.rawValue, offset: $0.offset, note: $0.note)
    }
  }
}

extension NewPart {
  /// A file inside a `winmail.dat`: the same bytes of the message, and where in what they decode to.
  fileprivate init(_ file: TNEF.Attachment, in stream: [UInt8], of part: Part) {
    let bytes = Array(stream[file.range])
    self.init(
      filename: file.filename, contentType: file.contentType ?? "application/octet-stream",
      encoding: InnerRange(file.range).word(after: part.transferEncoding.word), range: part.bodyRange,
      size: bytes.count,
      digest: ContentDigest.sha256(bytes))
  }
}

/// Where in a decoded part a file lies, told in the word for the part's encoding: `base64; inside=12-40`.
struct InnerRange {
  let range: Range<Int>

  private static let mark = "; inside="

  init(_ range: Range<Int>) { self.range = range }

  /// Reads what `word(after:)` wrote; nil for the word of a part that is a file itself.
  init?(_ word: String) {
    guard let start = word.firstRange(of: Self.mark)?.upperBound else { return nil }
    let bounds = word[start...].split(separator: "-").compactMap { Int($0) }
    guard bounds.count == 2, bounds[0] <= bounds[1] else { return nil }
    range = bounds[0]..<bounds[1]
  }

  func word(after encoding: String) -> String { "\(encoding)\(Self.mark)\(range.lowerBound)-\(range.upperBound)" }

  /// The word of the part alone.
  static func encoding(in word: String) -> String { String(word.prefix { $0 != ";" }) }
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
