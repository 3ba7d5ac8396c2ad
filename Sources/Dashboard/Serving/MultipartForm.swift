/// `multipart/form-data` as browsers send it (RFC 7578).
///
/// A form's parts, not mail's: no nesting, no transfer encodings, three header fields.
enum MultipartForm {
  struct Part {
    var name: String
    /// Nil for a plain field.
    var filename: String?
    var contentType: String
    var body: ArraySlice<UInt8>
  }

  private static let mostParts = 200
  private static let mostHeaderBytes = 8192

  /// The parts of a body in their order.
  ///
  /// - Throws: `PageError` with `badRequest` for a body that is not what it says.
  static func parts(of body: [UInt8], contentType: String) throws(PageError) -> [Part] {
    guard let boundary = parameter("boundary", in: contentType), (1...70).contains(boundary.utf8.count) else {
      throw PageError(.badRequest, "the form's boundary is missing")
    }
    let delimiter = Array("\r\n--\(boundary)".utf8)
    let opening = delimiter.dropFirst(2)
    guard body.starts(with: opening) else { throw PageError(.badRequest, "the form does not begin with its boundary") }
    var parts: [Part] = []
    var rest = body[opening.count...]
    while !rest.starts(with: "--".utf8) {
      guard parts.count < mostParts else { throw PageError(.tooLarge) }
      guard rest.starts(with: [0x0D, 0x0A]), let end = find(delimiter, in: rest) else {
        throw PageError(.badRequest, "the form ends early")
      }
      parts.append(try part(rest[(rest.startIndex + 2)..<max(rest.startIndex + 2, end)]))
      rest = rest[(end + delimiter.count)...]
    }
    return parts
  }

  private static func part(_ bytes: ArraySlice<UInt8>) throws(PageError) -> Part {
    guard let end = find([0x0D, 0x0A, 0x0D, 0x0A], in: bytes.prefix(mostHeaderBytes)) else {
      throw PageError(.badRequest, "a part of the form has no header")
    }
    var part = Part(name: "", filename: nil, contentType: "application/octet-stream", body: bytes[(end + 4)...])
    for line in bytes[..<end].split(separator: 0x0A) {
      let text = String(decoding: line, as: UTF8.self)
      let name = text.prefix { $0 != ":" }.lowercased()
      let value = String(text.dropFirst(name.count + 1))
      switch name {
      case "content-disposition":
        part.name = parameter("name", in: value) ?? ""
        part.filename = parameter("filename", in: value)
      case "content-type": part.contentType = value.filter { !$0.isWhitespace }
      default: break
      }
    }
    return part
  }

  /// A parameter's value, quoted or not; browsers write a quote inside as `%22` or `\"`.
  static func parameter(_ name: String, in field: String) -> String? {
    for piece in pieces(of: field) {
      let halves = piece.split(separator: "=", maxSplits: 1)
      guard halves.count == 2, halves[0].filter({ !$0.isWhitespace }).lowercased() == name else { continue }
      let value = halves[1].drop(while: \.isWhitespace)
      guard value.first == "\"" else { return String(value.prefix { !$0.isWhitespace }) }
      let inner = value.dropFirst().prefix { $0 != "\r" }
      let quoted = inner.lastIndex(of: "\"").map { inner[..<$0] } ?? inner
      return String(quoted.replacing("\\\"", with: "\"").replacing("%22", with: "\""))
    }
    return nil
  }

  /// What stands between semicolons, but for those inside quotes.
  private static func pieces(of field: String) -> [Substring] {
    var pieces: [Substring] = []
    var start = field.startIndex
    var isQuoted = false
    var before: Character = " "
    for index in field.indices {
      let character = field[index]
      if character == "\"", before != "\\" { isQuoted.toggle() }
      if character == ";", !isQuoted {
        pieces.append(field[start..<index])
        start = field.index(after: index)
      }
      before = character
    }
    return pieces + [field[start...]]
  }

  /// Where `pattern` begins in `bytes`.
  private static func find(_ pattern: [UInt8], in bytes: ArraySlice<UInt8>) -> Int? {
    guard let first = pattern.first, bytes.count >= pattern.count else { return nil }
    var from = bytes.startIndex
    while let hit = bytes[from...].firstIndex(of: first), hit + pattern.count <= bytes.endIndex {
      if bytes[hit..<(hit + pattern.count)].elementsEqual(pattern) { return hit }
      from = hit + 1
    }
    return nil
  }
}
