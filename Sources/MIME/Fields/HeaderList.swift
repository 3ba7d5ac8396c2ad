/// The fields of one header, as ranges over the message's bytes; no text is made before it is asked for.
public struct HeaderList: Sendable, RandomAccessCollection {
  let bytes: [UInt8]
  let records: [FieldRecord]
  let span: Range<Int>

  /// The position of the first field.
  public var startIndex: Int { span.lowerBound }

  /// The position after the last field.
  public var endIndex: Int { span.upperBound }

  /// The field at a position.
  public subscript(position: Int) -> HeaderField { HeaderField(bytes: bytes, record: records[position]) }

  /// The first field of this name.
  public subscript(name: HeaderName) -> HeaderField? {
    for index in span where matches(index, name) { return self[index] }
    return nil
  }

  /// All fields of this name, in order.
  public func all(_ name: HeaderName) -> [HeaderField] {
    var found: [HeaderField] = []
    for index in span where matches(index, name) { found.append(self[index]) }
    return found
  }

  /// The first field of a name that is not known before.
  public subscript(name name: String) -> HeaderField? { HeaderName(name).flatMap { self[$0] } }

  /// Whether the field at this place bears this name.
  func matches(_ index: Int, _ name: HeaderName) -> Bool {
    let record = records[index]
    guard record.key == name.key, record.nameEnd - record.start == name.text.utf8.count else { return false }
    return bytes[record.start..<record.nameEnd].elementsEqual(name.text.utf8) { $0.lowercased == $1.lowercased }
  }
}

/// Where a field stands in the message's bytes.
struct FieldRecord: Sendable {
  var start: Int
  var nameEnd: Int
  var valueStart: Int
  /// The end of the value, without the line break after it.
  var end: Int
  var key: UInt32
}

/// One field of a header.
public struct HeaderField: Sendable {
  let bytes: [UInt8]
  let record: FieldRecord

  /// The name as it stands.
  public var name: String { String(decoding: bytes[record.start..<record.nameEnd], as: UTF8.self) }

  /// Where the whole field stands in the message's bytes, without its last line break.
  public var range: Range<Int> { record.start..<record.end }

  /// Where the value stands, after the colon.
  public var valueRange: Range<Int> { record.valueStart..<record.end }

  /// The value's bytes, folded as they stand.
  public var rawValue: ArraySlice<UInt8> { bytes[record.valueStart..<record.end] }

  /// The value as text: unfolded, RFC 2047 words and 8-bit bytes decoded, trimmed.
  public var text: String { Unstructured.text(rawValue) }

  /// Whether the field has this name.
  public func isNamed(_ name: HeaderName) -> Bool {
    record.key == name.key
      && bytes[record.start..<record.nameEnd].elementsEqual(name.text.utf8) {
        $0.lowercased == $1.lowercased
      }
  }
}
