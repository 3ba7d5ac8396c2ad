import Glibc

/// What standard output is: a terminal with a width and perhaps colours, or something that a program reads.
struct Screen: Sendable, Equatable {
  var isTerminal: Bool
  /// Columns; nil where lines may be as long as they are.
  var width: Int?
  var hasColour: Bool

  /// For text that has to have a width.
  var ruleWidth: Int { min(width ?? 80, 100) }

  static func standard(_ environment: [String: String]) -> Screen {
    let isTerminal = isatty(STDOUT_FILENO) == 1
    let isPlain = environment["NO_COLOR"].map { !$0.isEmpty } ?? false || environment["TERM"] == "dumb"
    return Screen(
      isTerminal: isTerminal,
      width: environment["COLUMNS"].flatMap(Int.init).map { max(40, min($0, 1000)) }
        ?? (isTerminal ? measured() ?? 80 : nil),
      hasColour: isTerminal && !isPlain)
  }

  private static func measured() -> Int? {
    var size = winsize()
    guard ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col >= 20 else { return nil }
    return Int(size.ws_col)
  }

  func painted(_ text: String, _ paint: Paint?) -> String {
    guard hasColour, let paint, !text.isEmpty else { return text }
    return "\u{1B}[\(paint.rawValue)m\(text)\u{1B}[0m"
  }
}

/// What colour adds; words always say it too.
enum Paint: String, Sendable {
  case bold = "1"
  case dim = "2"
  case red = "1;31"
  case yellow = "33"
  case green = "32"
}
