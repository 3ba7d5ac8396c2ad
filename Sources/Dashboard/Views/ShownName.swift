/// A name that a stranger chose, of a file or a person, made fit to stand in a line.
enum ShownName {
  private static let mostScalars = 4096
  private static let keptAtEnd = 12

  /// Without controls and what turns the reading direction, and no longer than `limit`: long names lose their middle, so
  /// that the ending stays.
  static func of(_ name: String, limit: Int) -> String {
    let scalars = name.unicodeScalars
    let bounded = scalars.count > mostScalars ? scalars.prefix(mostScalars) + scalars.suffix(keptAtEnd) : scalars[...]
    let visible = String(String.UnicodeScalarView(bounded.filter { !isHidden($0) }))
    guard !visible.isEmpty else { return "?" }
    guard visible.count > limit else { return visible }
    let tail = min(keptAtEnd, limit / 2)
    return String(visible.prefix(max(1, limit - tail - 1))) + "…" + String(visible.suffix(tail))
  }

  private static func isHidden(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x00...0x1F, 0x7F...0x9F, 0x061C, 0x200B, 0x200E, 0x200F, 0x2028...0x202E, 0x2060...0x2069, 0xFEFF: true
    default: false
    }
  }
}
