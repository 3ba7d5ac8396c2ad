/// How a text begins, as one line of a listing shows it.
enum FirstWords {
  static let most = 160

  /// At most `most` characters in one line, without anything that has no shape.
  static func of(_ text: String) -> String {
    var line: [UInt8] = []
    line.reserveCapacity(most)
    var count = 0
    var isSpaced = false
    // Bounded before characters are told apart: a character may go on without end.
    for scalar in text.unicodeScalars.prefix(most * 16) {
      switch kind(of: scalar) {
      case .space: isSpaced = !line.isEmpty
      case .nothing: break
      case .shape:
        if isSpaced {
          line.append(UInt8(ascii: " "))
          count += 1
          isSpaced = false
        }
        if scalar.isASCII || !scalar.properties.isGraphemeExtend { count += 1 }
        guard count <= most else { return String(decoding: line, as: UTF8.self) }
        line.append(contentsOf: UTF8.encode(scalar) ?? Unicode.UTF8.encodedReplacementCharacter)
      }
    }
    return String(decoding: line, as: UTF8.self)
  }

  private enum Kind { case space, nothing, shape }

  private static func kind(of scalar: Unicode.Scalar) -> Kind {
    if scalar.isASCII { return scalar.value <= 0x20 || scalar.value == 0x7F ? .space : .shape }
    return switch scalar.properties.generalCategory {
    case .control, .spaceSeparator, .lineSeparator, .paragraphSeparator: .space
    // Marks that turn the direction of writing must not reach the rest of a page; joiners belong to their letters.
    case .format: scalar == "\u{200C}" || scalar == "\u{200D}" ? .shape : .nothing
    case .surrogate, .unassigned: .nothing
    default: .shape
    }
  }
}
