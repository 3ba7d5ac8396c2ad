/// The addresses of a From, To or Cc: RFC 5322 §3.4 with its obsolete forms, and what people make of it.
///
/// Groups give their members. An entry that cannot be read is skipped, and counted, so that one bad entry never hides
/// the others.
struct AddressList {
  private(set) var addresses: [Address] = []
  /// Where, within the message, the first entry stands that could not be read.
  private(set) var firstBad: Int?

  init(_ value: ArraySlice<UInt8>, limits: Limits) {
    var cursor = FieldCursor(value.trimmed)
    var entry = Entry()
    var entryStart = cursor.index
    var inGroup = false
    func isNext(_ list: AddressList) -> Bool { list.addresses.count < limits.listEntries }
    while let byte = cursor.peek, isNext(self) {
      switch byte {
      case Byte.comma:
        cursor.advance()
        end(&entry, at: entryStart)
        entryStart = cursor.index
      case Byte.semicolon:
        // The end of a group, and what Outlook puts between addresses.
        cursor.advance()
        end(&entry, at: entryStart)
        entryStart = cursor.index
        inGroup = false
      case Byte.colon where !inGroup && entry.canBeGroupName:
        cursor.advance()
        entry = Entry()
        inGroup = true
      case Byte.openAngle:
        // QUIRK: `A <a@x> B <b@y>` lacks its comma.
        if entry.angle != nil {
          let words = entry.takeWordsAfterAngle()
          end(&entry, at: entryStart)
          entryStart = cursor.index
          entry.words = words
        }
        entry.takeAngle(&cursor)
      case Byte.openParenthesis: entry.comments.append(cursor.takeComment())
      case Byte.quote: entry.addQuoted(cursor.takeQuoted())
      case Byte.openBracket: entry.addAtom(Self.takeLiteral(&cursor)[...])
      case _ where byte.isWhitespace:
        cursor.skipWhitespace()
        entry.addSpace()
      default:
        let atom = cursor.take {
          $0.isWhitespace || $0 == Byte.comma || $0 == Byte.semicolon || $0 == Byte.openAngle
            || $0 == Byte.openParenthesis || $0 == Byte.quote || $0 == Byte.openBracket || $0 == Byte.colon
        }
        if atom.isEmpty {
          entry.addAtom([byte][...])
          cursor.advance()
        } else {
          entry.addAtom(atom)
        }
      }
    }
    if isNext(self) { end(&entry, at: entryStart) }
  }

  private mutating func end(_ entry: inout Entry, at start: Int) {
    defer { entry = Entry() }
    if let address = entry.address {
      addresses.append(address)
    } else if !entry.isEmpty, firstBad == nil {
      firstBad = start
    }
  }

  /// Takes `[192.0.2.1]`, brackets included; one that is not closed is only its bracket.
  private static func takeLiteral(_ cursor: inout FieldCursor) -> [UInt8] {
    // Bounded, so that brackets without end are not each searched to the end.
    var ahead = FieldCursor(cursor.rest.prefix(255))
    let literal = ahead.take { $0 == Byte.closeBracket || $0 == Byte.closeAngle || $0.isWhitespace }
    guard ahead.take(Byte.closeBracket) else {
      cursor.advance()
      return [Byte.openBracket]
    }
    cursor.advance(by: literal.count + 1)
    return Array(literal) + [Byte.closeBracket]
  }

  /// What has been read of one entry.
  private struct Entry {
    /// One run of bytes without white space in it.
    struct Word {
      var bytes: ArraySlice<UInt8>
      var isQuoted: Bool
      var isAfterSpace: Bool
    }

    var words: [Word] = []
    var comments: [[UInt8]] = []
    var angle: ArraySlice<UInt8>?
    private var hasSpace = false
    private var wordsBeforeAngle = 0

    /// The words after the angle brackets, which name the next address where one follows without a comma.
    mutating func takeWordsAfterAngle() -> [Word] {
      let after = words[wordsBeforeAngle...]
      words.removeSubrange(wordsBeforeAngle...)
      return Array(after)
    }

    var isEmpty: Bool { words.isEmpty && comments.isEmpty && angle == nil }

    /// A colon after an address is no group's: `mailto:` and `[IPv6:…]` aside, groups have plain names.
    var canBeGroupName: Bool {
      angle == nil && !words.contains { !$0.isQuoted && $0.bytes.contains(Byte.at) }
    }

    mutating func addSpace() { hasSpace = true }

    mutating func addAtom(_ bytes: ArraySlice<UInt8>) { add(bytes, isQuoted: false) }

    mutating func addQuoted(_ bytes: [UInt8]) { add(bytes[...], isQuoted: true) }

    private mutating func add(_ bytes: ArraySlice<UInt8>, isQuoted: Bool) {
      words.append(Word(bytes: bytes, isQuoted: isQuoted, isAfterSpace: hasSpace))
      hasSpace = false
    }

    /// Takes `<local@domain>`, with the route that obsolete syntax puts before it and without white space.
    mutating func takeAngle(_ cursor: inout FieldCursor) {
      cursor.advance()
      wordsBeforeAngle = words.count
      if let plain = Self.plainAngle(cursor.rest) {
        angle = plain
        cursor.advance(by: plain.count + 1)
        return
      }
      var content: [UInt8] = []
      while let byte = cursor.peek, byte != Byte.closeAngle {
        switch byte {
        case Byte.quote:
          let quoted = cursor.takeQuoted()
          content += AddressList.localPart(quoted)
        case Byte.openParenthesis: comments.append(cursor.takeComment())
        case Byte.openAngle: cursor.advance()  // QUIRK: `<<a@x>>`
        case Byte.comma where content.first != Byte.at:
          // The closing bracket is missing: the next address begins here.
          angle = content[...]
          return
        default:
          if !byte.isWhitespace { content.append(byte) }
          cursor.advance()
        }
      }
      while cursor.take(Byte.closeAngle) {}
      if content.first == Byte.at, let colon = content.firstIndex(of: Byte.colon) {
        content.removeSubrange(...colon)
      }
      angle = content[...]
    }

    /// What stands before the closing bracket, where it needs no cleaning: nearly always.
    private static func plainAngle(_ rest: ArraySlice<UInt8>) -> ArraySlice<UInt8>? {
      var index = rest.startIndex
      while index < rest.endIndex {
        let byte = rest[index]
        if byte == Byte.closeAngle {
          let isLast = index + 1 >= rest.endIndex || rest[index + 1] != Byte.closeAngle
          return isLast ? rest[rest.startIndex..<index] : nil
        }
        let isPlain =
          byte.isLetter || byte.isDigit || byte == Byte.dot || byte == Byte.hyphen || byte == Byte.underscore
          || byte == Byte.plus || byte == Byte.equals || (byte == Byte.at && index > rest.startIndex)
        guard isPlain else { return nil }
        index += 1
      }
      return nil
    }

    var address: Address? {
      if let angle {
        let name = phrase(words[...]) ?? comment
        guard !angle.isEmpty else { return nil }
        return Address(name: name, address: AddressList.text(angle))
      }
      guard !words.isEmpty else { return nil }
      return bareAddress
    }

    /// An entry without angle brackets: `a@b`, `a @ b . c`, `a@b (Name)`, `Name a@b`.
    private var bareAddress: Address? {
      guard let at = words.firstIndex(where: { !$0.isQuoted && $0.bytes.contains(Byte.at) }) else {
        // A local name such as `root`; several words are a name whose address is missing.
        guard words.count == 1, let only = words.first, !only.isQuoted else { return nil }
        return Address(name: comment, address: AddressList.text(only.bytes))
      }
      var first = at
      var last = at
      // Join what obsolete syntax lets stand apart: around `@`, and around dots.
      while first > 0, glues(first - 1, first) { first -= 1 }
      while last + 1 < words.count, glues(last, last + 1) { last += 1 }
      var bytes: [UInt8] = []
      for word in words[first...last] {
        if word.isQuoted { bytes += AddressList.localPart(word.bytes) } else { bytes += word.bytes }
      }
      let name = phrase(words[..<first]) ?? comment ?? phrase(words[(last + 1)...])
      return Address(name: name, address: AddressList.text(bytes[...]))
    }

    private func glues(_ left: Int, _ right: Int) -> Bool {
      guard words[right].isAfterSpace else { return true }
      let before = words[left].bytes.last
      let after = words[right].bytes.first
      return before == Byte.at || after == Byte.at || before == Byte.dot || after == Byte.dot
    }

    private var comment: String? {
      for comment in comments {
        let text = Unstructured.text(comment[...])
        if !text.isEmpty { return text }
      }
      return nil
    }

    private func phrase(_ words: ArraySlice<Word>) -> String? {
      guard !words.isEmpty else { return nil }
      var bytes: [UInt8] = []
      for (place, word) in words.enumerated() {
        if place > 0, word.isAfterSpace { bytes.append(Byte.space) }
        bytes += word.bytes
      }
      let text = Unstructured.text(bytes[...])
      return text.isEmpty ? nil : text
    }
  }

  /// A local part as it is written: in quotes again where it holds what an atom may not.
  private static func localPart(_ bytes: some BidirectionalCollection<UInt8>) -> [UInt8] {
    var previous = Byte.dot
    var isAtom = !bytes.isEmpty && bytes.last != Byte.dot
    for byte in bytes where isAtom {
      let isAllowed = byte > Byte.space && byte != 0x7F && !"()<>[]:;@\\,\"".utf8.contains(byte)
      isAtom = isAllowed && !(byte == Byte.dot && previous == Byte.dot)
      previous = byte
    }
    if isAtom { return Array(bytes) }
    var quoted = [Byte.quote]
    for byte in bytes {
      if byte == Byte.quote || byte == Byte.backslash { quoted.append(Byte.backslash) }
      quoted.append(byte)
    }
    quoted.append(Byte.quote)
    return quoted
  }

  private static func text(_ bytes: ArraySlice<UInt8>) -> String { Unstructured.text(bytes) }
}
