/// One property of a message or an attachment (MS-OXTNEF, 2.1.3.4): what it is, and where its value lies.
struct MAPIProperty {
  enum Kind {
    /// Text in the code page of the stream, and in UTF-16.
    case text8, text16
    case bytes
    case other
  }

  let id: UInt16
  let kind: Kind
  let range: Range<Int>

  var isBytes: Bool { kind == .bytes }

  /// The value as text; nil where it is none.
  func string(in stream: [UInt8], _ charset: Charset) -> String? {
    let bytes = stream[range.clamped(to: stream.indices)]
    switch kind {
    case .text16: return Self.untilNull(Charset(label: "utf-16le")?.decode(Array(bytes)).text ?? "")
    case .text8: return Self.untilNull(charset.decode(Array(bytes)).text)
    case .bytes: return Self.untilNull(Charset.utf8.decode(Array(bytes)).text)
    case .other: return nil
    }
  }

  private static func untilNull(_ text: String) -> String? {
    let text = String(text.unicodeScalars.prefix { $0 != "\0" })
    return text.isEmpty ? nil : text
  }
}

/// Walks over a block of properties; a value whose length is a lie ends it.
struct MAPIPropertyReader {
  private var cursor: LittleEndianCursor
  private var left: Int

  /// More properties than any program writes.
  private static let most: UInt32 = 10_000
  private static let isMultiple: UInt16 = 0x1000
  private static let firstNamed: UInt16 = 0x8000

  init(_ stream: [UInt8], _ block: Range<Int>) {
    cursor = LittleEndianCursor(stream, block)
    left = cursor.uint32().map { Int(min($0, Self.most)) } ?? 0
  }

  mutating func next() -> MAPIProperty? {
    guard left > 0, let type = cursor.uint16(), let id = cursor.uint16() else { return nil }
    left -= 1
    if id >= Self.firstNamed, !skipName() { return nil }
    let kind = Self.kind(type & ~Self.isMultiple)
    guard let size = Self.fixedSize(type & ~Self.isMultiple) else { return sized(type, id, kind) }
    var count: UInt32 = 1
    if type & Self.isMultiple != 0 {
      guard let several = cursor.uint32() else { return nil }
      count = several
    }
    let (total, overflow) = count.multipliedReportingOverflow(by: size)
    guard !overflow, let range = cursor.range(of: total) else { return nil }
    return MAPIProperty(id: id, kind: .other, range: range)
  }

  /// Texts, bytes and objects: how many, then each with its length and padding; the first one counts.
  private mutating func sized(_ type: UInt16, _ id: UInt16, _ kind: MAPIProperty.Kind) -> MAPIProperty? {
    guard let count = cursor.uint32(), count <= Self.most else { return nil }
    var first: Range<Int>?
    for _ in 0..<count {
      guard let length = cursor.uint32(), let range = cursor.range(of: length), cursor.skipPadding(after: length)
      else {
        return first.map { MAPIProperty(id: id, kind: kind, range: $0) }
      }
      first = first ?? range
    }
    return MAPIProperty(id: id, kind: first == nil ? .other : kind, range: first ?? 0..<0)
  }

  /// A named property has a GUID, and a number or a text of its own.
  private mutating func skipName() -> Bool {
    guard cursor.range(of: 16) != nil, let isText = cursor.uint32() else { return false }
    guard isText == 1 else { return cursor.uint32() != nil }
    guard let length = cursor.uint32() else { return false }
    return cursor.range(of: length) != nil && cursor.skipPadding(after: length)
  }

  private static func kind(_ type: UInt16) -> MAPIProperty.Kind {
    switch type {
    case 0x001E: .text8
    case 0x001F: .text16
    case 0x0102: .bytes
    default: .other
    }
  }

  /// The size of a value of fixed length, with its padding; nil where the length stands before the value.
  private static func fixedSize(_ type: UInt16) -> UInt32? {
    switch type {
    case 0x0000, 0x0001: 0
    case 0x0002, 0x0003, 0x0004, 0x000A, 0x000B: 4
    case 0x0005, 0x0006, 0x0007, 0x0014, 0x0040: 8
    case 0x0048: 16
    default: nil
    }
  }
}
