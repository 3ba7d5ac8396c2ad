/// Makes a stranger's words harmless for a terminal: whatever would move its cursor, change its colours or turn its
/// direction of writing becomes a picture of itself.
enum Harmless {
  /// On one line: line ends and tabs become spaces, runs of them one.
  static func line(_ text: String) -> String {
    if text.utf8.allSatisfy({ (0x20..<0x7F).contains($0) }) { return text }
    var kept = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      guard isBreak(scalar) else {
        kept.append(picture(of: scalar))
        continue
      }
      if kept.last != " " { kept.append(" ") }
    }
    return String(kept)
  }

  /// On as many lines as it has; tabs become spaces.
  static func lines(_ text: String) -> [String] {
    text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).map { line in
      var kept = String.UnicodeScalarView()
      for scalar in line.unicodeScalars {
        if scalar == "\t" { kept.append(contentsOf: "    ".unicodeScalars) } else { kept.append(picture(of: scalar)) }
      }
      return String(kept)
    }
  }

  private static func isBreak(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x09...0x0D, 0x85, 0x2028, 0x2029: true
    default: false
    }
  }

  /// C0 controls have pictures of their own in Unicode; C1 controls and marks of direction are shown as replaced.
  private static func picture(of scalar: Unicode.Scalar) -> Unicode.Scalar {
    switch scalar.value {
    case 0..<0x20: Unicode.Scalar(0x2400 + scalar.value) ?? "\u{FFFD}"
    case 0x7F: "\u{2421}"
    case 0x80..<0xA0, 0x200E, 0x200F, 0x202A...0x202E, 0x2066...0x2069, 0x2028, 0x2029: "\u{FFFD}"
    default: scalar
    }
  }
}
