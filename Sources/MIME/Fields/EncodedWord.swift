/// RFC 2047 words as the wild sends them: inside quotes, glued to text, split in the middle of a character.
enum EncodedWord {
  /// Decodes the words in `bytes`; what stands around them is kept, white space between two of them is not.
  static func decode(_ bytes: [UInt8]) -> String {
    var decoder = Decoder()
    var index = 0
    var plainStart = 0
    while index < bytes.count {
      guard bytes[index] == Byte.equals, let word = Word(bytes, at: index) else {
        index += 1
        continue
      }
      decoder.addPlain(bytes[plainStart..<index], isBeforeWord: true)
      decoder.add(word, of: bytes)
      index = word.end
      plainStart = index
    }
    decoder.addPlain(bytes[plainStart...], isBeforeWord: false)
    return decoder.text
  }

  /// The places of one word's pieces.
  private struct Word {
    var charset: Range<Int>
    var isBase64: Bool
    var text: Range<Int>
    var end: Int

    init?(_ bytes: [UInt8], at start: Int) {
      guard start + 1 < bytes.count, bytes[start + 1] == Byte.question else { return nil }
      var index = start + 2
      let charsetStart = index
      while index < bytes.count, bytes[index] != Byte.question {
        guard bytes[index] > Byte.space, bytes[index] < 0x7F, index - charsetStart < 64 else { return nil }
        index += 1
      }
      charset = charsetStart..<index
      guard index + 2 < bytes.count, bytes[index + 2] == Byte.question else { return nil }
      switch bytes[index + 1].lowercased {
      case UInt8(ascii: "b"): isBase64 = true
      case UInt8(ascii: "q"): isBase64 = false
      default: return nil
      }
      let textStart = index + 3
      index = textStart
      while index + 1 < bytes.count {
        if bytes[index] == Byte.question, bytes[index + 1] == Byte.equals { break }
        // Another word begins where this one has not ended: it is none. This also keeps the search linear.
        let begins = bytes[index] == Byte.equals && bytes[index + 1] == Byte.question
        if begins, index + 2 < bytes.count, bytes[index + 2] != Byte.equals { return nil }
        index += 1
      }
      guard index + 1 < bytes.count else { return nil }
      text = textStart..<index
      end = index + 2
    }
  }

  private struct Decoder {
    private(set) var finished = ""
    private var label: [UInt8] = []
    private var pending: [UInt8] = []
    /// Base64 whose last group is not full: the next word may go on with it.
    private var openGroup: [UInt8] = []
    private var isAfterWord = false

    var text: String {
      var copy = self
      copy.flush()
      return copy.finished
    }

    mutating func addPlain(_ bytes: ArraySlice<UInt8>, isBeforeWord: Bool) {
      if isAfterWord && isBeforeWord && bytes.allSatisfy(\.isWhitespace) { return }
      flush()
      finished += Unstructured.rawText(bytes)
      isAfterWord = false
    }

    mutating func add(_ word: Word, of bytes: [UInt8]) {
      isAfterWord = true
      let charset = bytes[word.charset].map(\.lowercased)
      if charset != label { flush() }
      label = charset
      if word.isBase64 {
        openGroup += bytes[word.text].lazy.filter { !$0.isWhitespace }
        if openGroup.count % 4 == 0 || openGroup.last == Byte.equals { closeGroup() }
      } else {
        closeGroup()
        QuotedPrintable.decodeWord(bytes[word.text], into: &pending)
      }
    }

    private mutating func closeGroup() {
      guard !openGroup.isEmpty else { return }
      pending += openGroup.withUnsafeBufferPointer { Base64.decode($0, limit: .max).bytes }
      openGroup.removeAll(keepingCapacity: true)
    }

    private mutating func flush() {
      closeGroup()
      guard !pending.isEmpty else { return }
      let charset = Charset(label: label)
      finished += pending.withUnsafeBufferPointer { (charset?.decode($0) ?? Charset.guess($0)).text }
      pending.removeAll(keepingCapacity: true)
    }
  }
}
