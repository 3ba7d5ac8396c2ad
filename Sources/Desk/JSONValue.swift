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
    var text = text
    text.withUTF8 { bytes in
      var rest = bytes[...]
      while let at = rest.firstIndex(where: mayNeedEscape) {
        output += rest[..<at]
        rest = rest[(at + 1)...]
        switch bytes[at] {
        case UInt8(ascii: "\""): output += "\\\"".utf8
        case UInt8(ascii: "\\"): output += "\\\\".utf8
        case 0x0A: output += "\\n".utf8
        case 0x0D: output += "\\r".utf8
        case 0x09: output += "\\t".utf8
        case 0xC2:
          if let control = rest.first, control < 0xA0 {
            writeEscape(control, to: &output)
            rest = rest.dropFirst()
          } else {
            output.append(0xC2)
          }
        case let control: writeEscape(control, to: &output)
        }
      }
      output += rest
    }
    output.append(UInt8(ascii: "\""))
  }

  /// Whether a byte is more than itself: 0xC2 begins the C1 controls, and others.
  private static func mayNeedEscape(_ byte: UInt8) -> Bool {
    byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") || byte == 0x7F || byte == 0xC2
  }

  private static func writeEscape(_ byte: UInt8, to output: inout [UInt8]) {
    let digits = Array("0123456789abcdef".utf8)
    output += "\\u00".utf8
    output.append(digits[Int(byte >> 4)])
    output.append(digits[Int(byte & 15)])
  }
}
