/// A field's value as words between which it may be folded; in none of them is a line break or a control character.
struct HeaderText {
  private(set) var words: [String] = []

  /// Seven-bit text that the program wrote itself.
  static func plain(_ text: String) -> HeaderText {
    HeaderText(words: split(clean(text)).map { piece($0, limit: 900) })
  }

  /// Free text: as it is where it is ASCII, else in RFC 2047 words.
  static func unstructured(_ text: String) -> HeaderText {
    let text = clean(text)
    guard isPlain(text, mostLetters: 72) else { return HeaderText(words: encodedWords(text)) }
    return HeaderText(words: split(text))
  }

  /// A list of addresses, each with its name in the form that needs the least.
  static func addresses(_ addresses: [Address]) -> HeaderText {
    var words: [String] = []
    for (place, address) in addresses.enumerated() {
      let comma = place + 1 < addresses.count ? "," : ""
      let spec = AddressText.specification(address.address)
      let name = address.name.map(clean)?.trimmingSpaces ?? ""
      if name.isEmpty {
        words.append(spec.contains(where: { $0 == "@" }) ? spec + comma : "<\(spec)>" + comma)
      } else {
        words += phrase(name)
        words.append("<\(spec)>" + comma)
      }
    }
    return HeaderText(words: words)
  }

  /// Ids in brackets.
  static func ids(_ ids: [String]) -> HeaderText {
    let words = ids.map { id in
      "<"
        + String(
          decoding: id.utf8.filter { $0 > 0x20 && $0 < 0x7F && $0 != Byte.openAngle && $0 != Byte.closeAngle }.prefix(
            900), as: UTF8.self) + ">"
    }
    return HeaderText(words: words.filter { $0 != "<>" })
  }

  /// A value and its parameters: RFC 2231 where one is not ASCII, or RFC 2047 for old readers of `name`.
  static func parameters(_ value: String, _ parameters: [(String, String)], extended: Bool) -> HeaderText {
    var words = [value + (parameters.isEmpty ? "" : ";")]
    for (place, (name, value)) in parameters.enumerated() {
      let end = place + 1 < parameters.count ? ";" : ""
      let value = clean(value)
      if isASCII(value) && value.utf8.count <= 60 {
        words.append("\(name)=\(quoted(value))\(end)")
      } else if extended {
        let sections = sections(of: value)
        for (number, section) in sections.enumerated() {
          let mark = sections.count == 1 ? "*" : "*\(number)*"
          let charset = number == 0 ? "utf-8''" : ""
          words.append("\(name)\(mark)=\(charset)\(section)\(number + 1 < sections.count ? ";" : end)")
        }
      } else {
        var encoded = encodedWords(value)
        encoded[0] = "\(name)=\"" + encoded[0]
        encoded[encoded.count - 1] += "\"" + end
        words += encoded
      }
    }
    return HeaderText(words: words)
  }

  /// Writes `name: value`, folded so that lines stay within 78 characters where words allow it.
  func write(name: String, to output: inout [UInt8]) {
    output += name.utf8
    output.append(Byte.colon)
    var column = name.utf8.count + 1
    for word in words {
      if column + 1 + word.utf8.count > 78 {
        output += [Byte.carriageReturn, Byte.lineFeed]
        column = 0
      }
      output.append(Byte.space)
      output += word.utf8
      column += 1 + word.utf8.count
    }
    output += [Byte.carriageReturn, Byte.lineFeed]
  }

  // MARK: Details

  /// Control characters, line separators among them, become spaces: no value can begin a line.
  private static func clean(_ text: String) -> String {
    if text.utf8.allSatisfy({ 0x20..<0x7F ~= $0 }) { return text }
    var scalars = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      switch scalar.value {
      case 0..<0x20, 0x7F..<0xA0, 0x2028, 0x2029: scalars.append(" ")
      default: scalars.append(scalar)
      }
    }
    return String(scalars)
  }

  private static func phrase(_ name: String) -> [String] {
    guard isASCII(name), name.utf8.count <= 70 else { return encodedWords(name) }
    let isAtoms = name.utf8.allSatisfy { byte in
      byte.isLetter || byte.isDigit || byte == Byte.space || "!#$%&'*+-/=?^_`{|}~".utf8.contains(byte)
    }
    return isAtoms && hasSingleSpaces(name) ? split(name) : [quoted(name)]
  }

  /// Whether a text is ASCII and holds nothing that a reader might take for an encoded word.
  private static func isASCII(_ text: String) -> Bool {
    var previous: UInt8 = 0
    for byte in text.utf8 {
      if byte >= 0x7F || (byte == Byte.question && previous == Byte.equals) { return false }
      previous = byte
    }
    return true
  }

  /// Whether a text comes back as it was when its lines are folded at spaces.
  private static func isPlain(_ text: String, mostLetters: Int) -> Bool {
    guard isASCII(text), hasSingleSpaces(text), text.utf8.first != Byte.space, text.utf8.last != Byte.space else {
      return false
    }
    var letters = 0
    for byte in text.utf8 {
      letters = byte == Byte.space ? 0 : letters + 1
      if letters > mostLetters { return false }
    }
    return true
  }

  private static func hasSingleSpaces(_ text: String) -> Bool {
    var previous: UInt8 = 0
    for byte in text.utf8 {
      if byte == Byte.space, previous == Byte.space { return false }
      previous = byte
    }
    return true
  }

  private static func split(_ text: String) -> [String] {
    text.utf8.split(separator: Byte.space).map { String(Substring($0)) }
  }

  private static func quoted(_ text: String) -> String {
    "\"" + text.map { $0 == "\"" || $0 == "\\" ? "\\\($0)" : String($0) }.joined() + "\""
  }

  /// RFC 2047 words, short enough to stand behind a field's name; none splits a character.
  private static func encodedWords(_ text: String) -> [String] {
    let high = text.utf8.lazy.filter { $0 >= 0x80 }.count
    let isBase64 = high > text.utf8.count / 3
    // With `=?utf-8?b?` and `?=` a word is 60 characters long.
    let room = isBase64 ? 36 : 48
    var words: [String] = []
    var chunk: [UInt8] = []
    var used = 0
    func close() {
      guard !chunk.isEmpty else { return }
      if isBase64 {
        var encoded: [UInt8] = []
        Base64.encode(chunk, into: &encoded)
        words.append("=?utf-8?b?\(String(decoding: encoded, as: UTF8.self))?=")
      } else {
        words.append("=?utf-8?q?\(String(decoding: chunk, as: UTF8.self))?=")
      }
      chunk.removeAll(keepingCapacity: true)
      used = 0
    }
    for scalar in text.unicodeScalars {
      let units = Array(String(scalar).utf8)
      let piece = isBase64 ? units : units.flatMap(wordEscape)
      if used + piece.count > room { close() }
      chunk += piece
      used += piece.count
    }
    close()
    return words.isEmpty ? [""] : words
  }

  /// One byte in RFC 2047's Q, with only those characters plain that may stand in a phrase too (§5 (3)).
  private static func wordEscape(_ byte: UInt8) -> [UInt8] {
    if byte.isLetter || byte.isDigit || "!*+-/".utf8.contains(byte) { return [byte] }
    if byte == Byte.space { return [Byte.underscore] }
    let digits = Array("0123456789ABCDEF".utf8)
    return [Byte.equals, digits[Int(byte >> 4)], digits[Int(byte & 15)]]
  }

  /// A value percent-encoded after RFC 2231, in sections that fit a line.
  private static func sections(of value: String) -> [String] {
    let digits = Array("0123456789ABCDEF".utf8)
    var sections: [String] = []
    var section: [UInt8] = []
    for byte in value.utf8 {
      let isPlain = byte.isLetter || byte.isDigit || "-._~!#$&+^`{}|".utf8.contains(byte)
      if section.count > 50 {
        sections.append(String(decoding: section, as: UTF8.self))
        section.removeAll()
      }
      section += isPlain ? [byte] : [Byte.percent, digits[Int(byte >> 4)], digits[Int(byte & 15)]]
    }
    sections.append(String(decoding: section, as: UTF8.self))
    return sections
  }

  private static func piece(_ word: String, limit: Int) -> String {
    word.utf8.count <= limit ? word : String(word.prefix(limit / 4))
  }
}

extension String {
  /// Without spaces at either end.
  fileprivate var trimmingSpaces: String {
    String(decoding: Array(utf8).trimmed, as: UTF8.self)
  }
}
