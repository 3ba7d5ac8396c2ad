/// How a text begins, as one line of a listing shows it.
enum FirstWords {
  static let most = 160

  /// At most `most` characters in one line, without anything that has no shape.
  static func of(_ text: String) -> String {
    var line = ""
    var count = 0
    var isSpaced = false
    // Bounded before characters are told apart: a character may go on without end.
    for scalar in text.unicodeScalars.prefix(most * 16) {
      switch kind(of: scalar) {
      case .space: isSpaced = !line.isEmpty
      case .nothing: break
      case .shape:
        if isSpaced {
          line += " "
          count += 1
          isSpaced = false
        }
        if !scalar.properties.isGraphemeExtend { count += 1 }
        guard count <= most else { return line }
        line.unicodeScalars.append(scalar)
      }
    }
    return line
  }

  private enum Kind { case space, nothing, shape }

  private static func kind(of scalar: Unicode.Scalar) -> Kind {
    switch scalar.properties.generalCategory {
    case .control, .spaceSeparator, .lineSeparator, .paragraphSeparator: .space
    // Marks that turn the direction of writing must not reach the rest of a page; joiners belong to their letters.
    case .format: scalar == "\u{200C}" || scalar == "\u{200D}" ? .shape : .nothing
    case .surrogate, .unassigned: .nothing
    default: .shape
    }
  }
}
