/// A name or subject that came with a mail, made fit to stand in a line of text among ours.
enum OneLine {
  /// Controls become spaces and runs of spaces one; what would turn the direction of the text around is left out.
  static func text(_ text: String) -> String {
    if isOneAlready(text) { return text }
    var scalars = String.UnicodeScalarView()
    var isSpaceDue = false
    for scalar in text.unicodeScalars {
      switch scalar.value {
      case 0...0x20, 0x7F...0xA0, 0x2028, 0x2029:
        isSpaceDue = !scalars.isEmpty
      case 0x200E, 0x200F, 0x202A...0x202E, 0x2066...0x2069, 0xFEFF:
        break
      default:
        if isSpaceDue { scalars.append(" ") }
        isSpaceDue = false
        scalars.append(scalar)
      }
    }
    return String(scalars)
  }

  /// Whether a text is ASCII without controls, and has single spaces between its words alone.
  private static func isOneAlready(_ text: String) -> Bool {
    let space = UInt8(ascii: " ")
    var previous = space
    for byte in text.utf8 {
      guard 0x20..<0x7F ~= byte, byte != space || previous != space else { return false }
      previous = byte
    }
    return text.isEmpty || previous != space
  }
}
