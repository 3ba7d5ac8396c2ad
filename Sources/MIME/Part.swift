/// One part of a message: where its header and body stand, and what its header says of them.
public struct Part: Sendable {
  /// Its place in `Message.parts`.
  public let index: Int

  /// The place of the multipart around it; nil for the root.
  public let parent: Int?

  /// The places of a multipart's parts.
  public let children: [Int]

  /// Its header's fields.
  public let headers: HeaderList

  /// Where its header stands in the message's bytes.
  public let headerRange: Range<Int>

  /// Where its body stands, still encoded, without the line break before the next boundary.
  public let bodyRange: Range<Int>

  /// How the body is encoded.
  public let transferEncoding: TransferEncoding

  let media: MediaType
  let limits: Limits

  init(_ record: PartRecord, index: Int, bytes: [UInt8], records: [FieldRecord], limits: Limits) {
    self.index = index
    self.limits = limits
    parent = record.parent
    children = record.children
    headers = HeaderList(bytes: bytes, records: records, span: record.fields)
    headerRange = record.header
    bodyRange = record.body
    transferEncoding = record.encoding
    media = record.media
  }

  /// The type, in lower case: `text`.
  public var type: String { media.type }

  /// The subtype, in lower case: `plain`.
  public var subtype: String { media.subtype }

  /// The Content-Type with its parameters; text/plain where there is none that can be read.
  public var contentType: ContentType {
    guard let field = headers[.contentType] else {
      return ContentType(type: type, subtype: subtype, parameters: [])
    }
    let parameters = Parameters(after: field.rawValue, limits: limits).list
    return ContentType(type: type, subtype: subtype, parameters: parameters)
  }

  /// The Content-Disposition, where there is one.
  public var disposition: ContentDisposition? {
    headers[.contentDisposition].map { ContentDisposition($0.rawValue, limits: limits) }
  }

  /// The Content-ID without its brackets.
  public var contentID: String? { headers[.contentID].flatMap { MessageIDList.first($0.rawValue) } }

  /// The name that the sender gave the part, decoded and otherwise as sent: it may name paths or hide its ending.
  ///
  /// Of several the first of Content-Disposition's `filename*` and `filename`, Content-Type's `name*` and `name`.
  public var filename: String? {
    if let name = disposition?["filename"], !name.isEmpty { return name }
    if let field = headers[.contentType],
      let name = Parameters(after: field.rawValue, limits: limits).list.first(where: { $0.name == "name" })?.value,
      !name.isEmpty
    {
      return name
    }
    return nil
  }

  /// A name under which the part can be stored anywhere; never empty.
  public var safeFilename: String { SafeFilename.of(filename, type: type, subtype: subtype) }

  /// Whether it holds parts, not a body.
  public var isMultipart: Bool { media.type == "multipart" }

  /// Whether it is what a person wrote to be read: text/plain or text/html, neither named nor marked as an attachment.
  public var isBodyLeaf: Bool {
    guard media.type == "text", media.subtype == "plain" || media.subtype == "html" else { return false }
    guard let disposition else { return filename == nil }
    return !disposition.isAttachment && filename == nil
  }
}
