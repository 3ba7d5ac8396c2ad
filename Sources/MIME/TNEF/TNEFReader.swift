/// Walks over the attributes of a TNEF stream: level, name and type, length, data, checksum (MS-OXTNEF, 2.1.3).
struct TNEFReader {
  private let stream: [UInt8]
  private let limits: Limits
  private var cursor: LittleEndianCursor
  private var charset = Charset.windows1252
  private var subject: String?
  private var text: String?
  private var html: String?
  private var done: [TNEF.Attachment] = []
  private var current: Draft?

  /// An attachment whose attributes are still coming.
  private struct Draft {
    var title: String?
    var longName: String?
    var contentType: String?
    var contentID: String?
    var data: Range<Int>?
  }

  private enum Attribute {
    static let subject: UInt16 = 0x8004
    static let body: UInt16 = 0x800C
    static let attachmentData: UInt16 = 0x800F
    static let attachmentTitle: UInt16 = 0x8010
    static let attachmentRendering: UInt16 = 0x9002
    static let messageProperties: UInt16 = 0x9003
    static let attachmentProperties: UInt16 = 0x9005
    static let codePage: UInt16 = 0x9007
  }

  private enum Property {
    static let body: UInt16 = 0x1000
    static let html: UInt16 = 0x1013
    static let subject: UInt16 = 0x0037
    static let attachmentData: UInt16 = 0x3701
    static let attachmentName: UInt16 = 0x3704
    static let attachmentLongName: UInt16 = 0x3707
    static let attachmentType: UInt16 = 0x370E
    static let attachmentID: UInt16 = 0x3712
  }

  private static let signature: UInt32 = 0x223E_9F78

  init(_ stream: [UInt8], limits: Limits) {
    self.stream = stream
    self.limits = limits
    cursor = LittleEndianCursor(stream, 0..<stream.count)
  }

  mutating func read() -> TNEF? {
    guard cursor.uint32() == Self.signature, cursor.uint16() != nil else { return nil }
    var isWhole = true
    while !cursor.isAtEnd {
      guard cursor.uint8() != nil, let name = cursor.uint16(), cursor.uint16() != nil, let length = cursor.uint32(),
        let data = cursor.range(of: length), cursor.uint16() != nil
      else {
        isWhole = false
        break
      }
      take(name, data)
      guard done.count < limits.parts else {
        isWhole = false
        break
      }
    }
    finish()
    return TNEF(attachments: done, subject: subject, text: text, html: html, isWhole: isWhole)
  }

  private mutating func take(_ name: UInt16, _ data: Range<Int>) {
    switch name {
    case Attribute.codePage:
      var inner = LittleEndianCursor(stream, data)
      charset = inner.uint32().flatMap { Charset(label: "windows-\($0)") ?? Charset(label: "cp\($0)") } ?? charset
    case Attribute.subject: subject = subject ?? string(data)
    case Attribute.body: text = text ?? string(data)
    case Attribute.messageProperties: takeProperties(data, ofMessage: true)
    case Attribute.attachmentRendering:
      finish()
      current = Draft()
    case Attribute.attachmentTitle: take(title: string(data))
    case Attribute.attachmentData: take(data: data)
    case Attribute.attachmentProperties: takeProperties(data, ofMessage: false)
    default: break
    }
  }

  private mutating func takeMessage(_ property: MAPIProperty) {
    switch property.id {
    case Property.subject: subject = property.string(in: stream, charset) ?? subject
    case Property.body: text = property.string(in: stream, charset) ?? text
    case Property.html: html = property.string(in: stream, charset) ?? html
    default: break
    }
  }

  private mutating func takeAttachment(_ property: MAPIProperty) {
    let text = property.string(in: stream, charset)
    var draft = current ?? Draft()
    switch property.id {
    case Property.attachmentLongName: draft.longName = text ?? draft.longName
    case Property.attachmentName: draft.title = draft.title ?? text
    case Property.attachmentType: draft.contentType = text ?? draft.contentType
    case Property.attachmentID:
      draft.contentID = text.map { String($0.drop { $0 == "<" }.prefix { $0 != ">" }) } ?? draft.contentID
    case Property.attachmentData where property.isBytes: draft.data = draft.data ?? property.range
    default: break
    }
    current = draft
  }

  /// Reads the properties of a block, as far as they can be read.
  private mutating func takeProperties(_ block: Range<Int>, ofMessage isMessage: Bool) {
    var properties = MAPIPropertyReader(stream, block)
    while let property = properties.next() {
      if isMessage { takeMessage(property) } else { takeAttachment(property) }
    }
  }

  private mutating func take(title: String?) {
    var draft = current ?? Draft()
    draft.title = draft.title ?? title
    current = draft
  }

  private mutating func take(data: Range<Int>) {
    var draft = current ?? Draft()
    draft.data = draft.data ?? data
    current = draft
  }

  private mutating func finish() {
    defer { current = nil }
    guard let draft = current, let data = draft.data else { return }
    done.append(
      TNEF.Attachment(
        filename: draft.longName ?? draft.title, contentType: draft.contentType, contentID: draft.contentID, range: data
      ))
  }

  private func string(_ range: Range<Int>) -> String? {
    MAPIProperty(id: 0, kind: .text8, range: range).string(in: stream, charset)
  }
}
