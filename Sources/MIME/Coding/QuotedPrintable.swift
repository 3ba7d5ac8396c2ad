import Glibc

/// RFC 2045 quoted-printable, as broken programs send it too.
enum QuotedPrintable {
  /// Decodes `input` up to `limit` bytes; an equals sign that begins no escape stays as it is.
  static func decode(_ input: UnsafeBufferPointer<UInt8>, limit: Int) -> (bytes: [UInt8], firstBad: Int?, isCut: Bool) {
    var firstBad: Int?
    var isCut = false
    let bytes = [UInt8](unsafeUninitializedCapacity: input.count) { output, written in
      guard let source = input.baseAddress, let target = output.baseAddress else { return }
      var index = 0
      var end = 0
      while index < input.count {
        let next = input.firstIndex(of: Byte.equals, from: index, to: input.count) ?? input.count
        memcpy(target + end, source + index, next - index)
        end += next - index
        index = next
        guard index < input.count else { break }
        if index + 2 < input.count, let high = input[index + 1].hexValue, let low = input[index + 2].hexValue {
          target[end] = high << 4 | low
          end += 1
          index += 3
        } else if let length = softBreak(input, at: index + 1) {
          index += 1 + length
        } else {
          if firstBad == nil { firstBad = index }
          target[end] = Byte.equals
          end += 1
          index += 1
        }
      }
      isCut = end > limit
      written = min(end, limit)
    }
    return (bytes, firstBad, isCut)
  }

  /// The length of the rest of a line that a soft break ends: blanks, which some relay added, and a line break or the end.
  private static func softBreak(_ input: UnsafeBufferPointer<UInt8>, at start: Int) -> Int? {
    var index = start
    // No line is longer than RFC 5322's 998, and a bound keeps a run of `=` and blanks linear.
    while index < input.count, input[index].isBlank, index - start < 998 { index += 1 }
    if index >= input.count { return index - start }
    if input[index] == Byte.carriageReturn {
      return index + 1 < input.count && input[index + 1] == Byte.lineFeed ? index + 2 - start : index + 1 - start
    }
    return input[index] == Byte.lineFeed ? index + 1 - start : nil
  }

  /// Decodes the text of an RFC 2047 word, where an underscore is a space.
  static func decodeWord(_ text: ArraySlice<UInt8>, into output: inout [UInt8]) {
    var index = text.startIndex
    while index < text.endIndex {
      let byte = text[index]
      if byte == Byte.equals, index + 2 < text.endIndex, let high = text[index + 1].hexValue,
        let low = text[index + 2].hexValue
      {
        output.append(high << 4 | low)
        index += 3
      } else {
        output.append(byte == Byte.underscore ? Byte.space : byte)
        index += 1
      }
    }
  }
}
