/// The free text of a field such as Subject.
enum Unstructured {
  /// Unfolds, decodes and trims a value.
  static func text(_ value: ArraySlice<UInt8>) -> String {
    let trimmed = value.trimmed
    guard needsDecoding(trimmed) else { return String(decoding: trimmed, as: UTF8.self) }
    return EncodedWord.decode(unfolded(trimmed))
  }

  /// Text without encoded words: UTF-8 where it is valid, else what 8-bit mail of old means.
  static func rawText(_ bytes: ArraySlice<UInt8>) -> String {
    bytes.withUnsafeBufferPointer { Charset.guess($0).text }
  }

  /// A fold, whatever its white space, is one space.
  static func unfolded(_ value: ArraySlice<UInt8>) -> [UInt8] {
    var unfolded: [UInt8] = []
    unfolded.reserveCapacity(value.count)
    var index = value.startIndex
    while index < value.endIndex {
      let byte = value[index]
      guard byte == Byte.carriageReturn || byte == Byte.lineFeed else {
        unfolded.append(byte)
        index += 1
        continue
      }
      while index < value.endIndex, value[index].isWhitespace { index += 1 }
      while unfolded.last?.isBlank ?? false { unfolded.removeLast() }
      unfolded.append(Byte.space)
    }
    return unfolded
  }

  private static func needsDecoding(_ value: ArraySlice<UInt8>) -> Bool {
    var previous: UInt8 = 0
    for byte in value {
      if byte >= 0x80 || byte == Byte.lineFeed || byte == Byte.carriageReturn { return true }
      if byte == Byte.question, previous == Byte.equals { return true }
      previous = byte
    }
    return false
  }
}
