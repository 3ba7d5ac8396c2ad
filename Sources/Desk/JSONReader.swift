/// Reads a JSON document (RFC 8259) strictly and within bounds: it comes from outside.
///
/// Beyond the grammar it refuses what two readers may take differently: a name twice in one object, half of a surrogate
/// pair, bytes that are not UTF-8, a number that no `Double` holds.
package struct JSONReader {
  /// What a document may be at most.
  package struct Limits: Sendable {
    /// Arrays and objects within each other.
    package var depth: Int
    /// Values in all, members and elements counted.
    package var values: Int

    package init(depth: Int = 32, values: Int = 20_000) {
      self.depth = depth
      self.values = values
    }
  }

  private let bytes: [UInt8]
  private let limits: Limits
  private var position = 0
  private var depth = 0
  private var values = 0

  private init(_ bytes: [UInt8], _ limits: Limits) {
    self.bytes = bytes
    self.limits = limits
  }

  /// The document as a value.
  ///
  /// - Throws: `JSONFault`, saying where and what.
  package static func read(_ bytes: [UInt8], limits: Limits = Limits()) throws(JSONFault) -> JSONValue {
    var reader = JSONReader(bytes, limits)
    reader.skipSpace()
    let value = try reader.value()
    reader.skipSpace()
    guard reader.next == nil else { throw reader.fault("there is more after the document's end") }
    return value
  }

  // MARK: Bytes

  private var next: UInt8? { position < bytes.count ? bytes[position] : nil }

  private mutating func skipSpace() {
    while let byte = next, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 { position += 1 }
  }

  private mutating func take(_ character: Unicode.Scalar) -> Bool {
    guard next == UInt8(ascii: character) else { return false }
    position += 1
    return true
  }

  private func fault(_ what: String) -> JSONFault {
    let before = bytes[..<min(position, bytes.count)]
    let lines = before.reduce(1) { $1 == 0x0A ? $0 + 1 : $0 }
    let start = before.lastIndex(of: 0x0A).map { $0 + 1 } ?? 0
    return JSONFault(line: lines, column: before.count - start + 1, what: what)
  }

  // MARK: Values

  private mutating func value() throws(JSONFault) -> JSONValue {
    values += 1
    guard values <= limits.values else { throw fault("more than \(limits.values) values") }
    switch next {
    case UInt8(ascii: "{"): return try nested { reader throws(JSONFault) in try reader.object() }
    case UInt8(ascii: "["): return try nested { reader throws(JSONFault) in try reader.array() }
    case UInt8(ascii: "\""): return .string(try string())
    case UInt8(ascii: "t"): return try word("true", .bool(true))
    case UInt8(ascii: "f"): return try word("false", .bool(false))
    case UInt8(ascii: "n"): return try word("null", .null)
    case let byte? where byte == UInt8(ascii: "-") || (0x30...0x39).contains(byte): return try number()
    case nil: throw fault("the document ends where a value should be")
    default: throw fault("this is no value")
    }
  }

  private mutating func nested(
    _ read: (inout JSONReader) throws(JSONFault) -> JSONValue
  ) throws(JSONFault) -> JSONValue {
    depth += 1
    guard depth <= limits.depth else { throw fault("nested deeper than \(limits.depth)") }
    position += 1
    skipSpace()
    let value = try read(&self)
    depth -= 1
    return value
  }

  private mutating func object() throws(JSONFault) -> JSONValue {
    var members: [JSONValue.Member] = []
    var names: Set<String> = []
    if take("}") { return .object(members) }
    while true {
      guard next == UInt8(ascii: "\"") else { throw fault("a member's name should be here, in double quotes") }
      let name = try string()
      guard names.insert(name).inserted else { throw fault("this name stands twice in one object") }
      skipSpace()
      guard take(":") else { throw fault("a colon should be here") }
      skipSpace()
      members.append(.init(name, try value()))
      skipSpace()
      if take("}") { return .object(members) }
      guard take(",") else { throw fault("a comma or } should be here") }
      skipSpace()
    }
  }

  private mutating func array() throws(JSONFault) -> JSONValue {
    var elements: [JSONValue] = []
    if take("]") { return .array(elements) }
    while true {
      elements.append(try value())
      skipSpace()
      if take("]") { return .array(elements) }
      guard take(",") else { throw fault("a comma or ] should be here") }
      skipSpace()
    }
  }

  private mutating func word(_ word: StaticString, _ value: JSONValue) throws(JSONFault) -> JSONValue {
    let length = word.utf8CodeUnitCount
    let isHere = word.withUTF8Buffer { bytes[position...].prefix(length).elementsEqual($0) }
    guard isHere else { throw fault("this is no value") }
    position += length
    return value
  }

  private mutating func number() throws(JSONFault) -> JSONValue {
    let start = position
    var isInteger = true
    _ = take("-")
    if !take("0") { try digits() }
    if take(".") {
      isInteger = false
      try digits()
    }
    if take("e") || take("E") {
      isInteger = false
      if !take("+") { _ = take("-") }
      try digits()
    }
    let text = String(decoding: bytes[start..<position], as: UTF8.self)
    if isInteger, let whole = Int64(text) { return .integer(whole) }
    guard let number = Double(text), number.isFinite else { throw fault("a number too large") }
    return .number(number)
  }

  private mutating func digits() throws(JSONFault) {
    let start = position
    while let byte = next, (0x30...0x39).contains(byte) { position += 1 }
    guard position > start else { throw fault("a digit should be here") }
  }

  // MARK: Strings

  private mutating func string() throws(JSONFault) -> String {
    position += 1
    let start = position
    while let byte = next, byte != UInt8(ascii: "\""), byte != UInt8(ascii: "\\"), byte >= 0x20 { position += 1 }
    if take("\"") { return try checked(bytes[start..<(position - 1)]) }
    // The rare string with an escape is put together piece by piece.
    var pieces = Array(bytes[start..<position])
    while let byte = next {
      switch byte {
      case UInt8(ascii: "\""):
        position += 1
        return try checked(pieces[...])
      case UInt8(ascii: "\\"):
        position += 1
        pieces += String(try escaped()).utf8
      case ..<0x20: throw fault("a control character stands in a string and is not escaped")
      default:
        pieces.append(byte)
        position += 1
      }
    }
    throw fault("the document ends within a string")
  }

  private func checked(_ bytes: ArraySlice<UInt8>) throws(JSONFault) -> String {
    guard let text = String(validating: bytes, as: UTF8.self) else { throw fault("this string is not UTF-8") }
    return text
  }

  private mutating func escaped() throws(JSONFault) -> Unicode.Scalar {
    let byte = next
    position += 1
    switch byte {
    case UInt8(ascii: "\""): return "\""
    case UInt8(ascii: "\\"): return "\\"
    case UInt8(ascii: "/"): return "/"
    case UInt8(ascii: "b"): return "\u{8}"
    case UInt8(ascii: "f"): return "\u{C}"
    case UInt8(ascii: "n"): return "\n"
    case UInt8(ascii: "r"): return "\r"
    case UInt8(ascii: "t"): return "\t"
    case UInt8(ascii: "u"): return try scalar()
    default: throw fault("this escape is unknown")
    }
  }

  private mutating func scalar() throws(JSONFault) -> Unicode.Scalar {
    let first = try codeUnit()
    if let scalar = Unicode.Scalar(first) { return scalar }
    guard (0xD800..<0xDC00).contains(first), take("\\"), take("u") else {
      throw fault("half of a surrogate pair")
    }
    let second = try codeUnit()
    let value = 0x10000 + (UInt32(first) - 0xD800) << 10 + UInt32(second & 0x3FF)
    guard (0xDC00..<0xE000).contains(second), let scalar = Unicode.Scalar(value) else {
      throw fault("half of a surrogate pair")
    }
    return scalar
  }

  private mutating func codeUnit() throws(JSONFault) -> UInt16 {
    let digits = bytes[min(position, bytes.count)...].prefix(4)
    // `UInt16(_:radix:)` takes a sign, which is no digit.
    guard digits.count == 4, digits.allSatisfy({ Unicode.Scalar($0).properties.isASCIIHexDigit }),
      let unit = UInt16(String(decoding: digits, as: UTF8.self), radix: 16)
    else { throw fault("four hexadecimal digits should be here") }
    position += 4
    return unit
  }
}

/// Why a text is no JSON document.
package struct JSONFault: Error, Sendable, Equatable, CustomStringConvertible {
  package let line: Int
  /// In bytes, from 1.
  package let column: Int
  /// A clause without a full stop.
  package let what: String

  package var description: String { "line \(line), column \(column): \(what)" }
}
