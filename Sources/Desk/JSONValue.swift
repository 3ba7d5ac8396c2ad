/// A JSON document as a value, its object members in the order given.
package enum JSONValue: Sendable, Equatable {
  case null
  case bool(Bool)
  case integer(Int64)
  case number(Double)
  case string(String)
  case array([JSONValue])
  case object([Member])

  package struct Member: Sendable, Equatable {
    package var name: String
    package var value: JSONValue

    package init(_ name: String, _ value: JSONValue) {
      self.name = name
      self.value = value
    }
  }

  package static func string(orNull text: String?) -> JSONValue { text.map(JSONValue.string) ?? .null }
  package static func instant(_ instant: Instant?) -> JSONValue { instant.map { .string($0.description) } ?? .null }
  package static func ticket(_ id: TicketID?) -> JSONValue { id.map { .string($0.description) } ?? .null }
  package static func strings(_ texts: [String]) -> JSONValue { .array(texts.map(JSONValue.string)) }

  /// The document on one line, without spaces.
  package var text: String {
    var bytes: [UInt8] = []
    write(to: &bytes)
    return String(decoding: bytes, as: UTF8.self)
  }

  /// Appends the document's UTF-8 to `output`.
  package func write(to output: inout [UInt8]) {
    switch self {
    case .null: output += "null".utf8
    case .bool(let value): output += (value ? "true" : "false").utf8
    case .integer(let value): output += String(value).utf8
    case .number(let value): output += value.isFinite ? String(value).utf8 : "null".utf8
    case .string(let value): Self.write(value, to: &output)
    case .array(let values): writeList(values, "[", "]", to: &output) { $0.write(to: &$1) }
    case .object(let members):
      writeList(members, "{", "}", to: &output) {
        Self.write($0.name, to: &$1)
        $1.append(UInt8(ascii: ":"))
        $0.value.write(to: &$1)
      }
    }
  }

  private func writeList<Element>(
    _ elements: [Element], _ open: Unicode.Scalar, _ close: Unicode.Scalar, to output: inout [UInt8],
    _ writeElement: (Element, inout [UInt8]) -> Void
  ) {
    output.append(UInt8(ascii: open))
    for (index, element) in elements.enumerated() {
      if index > 0 { output.append(UInt8(ascii: ",")) }
      writeElement(element, &output)
    }
    output.append(UInt8(ascii: close))
  }

  /// Writes a string with what RFC 8259 demands escaped, DEL and the C1 controls too, so that a terminal shows a line
  /// of JSON harmlessly.
  private static func write(_ text: String, to output: inout [UInt8]) {
    output.append(UInt8(ascii: "\""))
    var previous: UInt8 = 0
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "\""): output += "\\\"".utf8
      case UInt8(ascii: "\\"): output += "\\\\".utf8
      case 0x0A: output += "\\n".utf8
      case 0x0D: output += "\\r".utf8
      case 0x09: output += "\\t".utf8
      case 0..<0x20, 0x7F: writeEscape(byte, to: &output)
      case 0x80..<0xA0 where previous == 0xC2:
        output.removeLast()
        writeEscape(byte, to: &output)
      default: output.append(byte)
      }
      previous = byte
    }
    output.append(UInt8(ascii: "\""))
  }

  private static func writeEscape(_ byte: UInt8, to output: inout [UInt8]) {
    let digits = Array("0123456789abcdef".utf8)
    output += "\\u00".utf8
    output.append(digits[Int(byte >> 4)])
    output.append(digits[Int(byte & 15)])
  }
}
