/// Text in lines, as they come out of flowing content: white space collapsed, blocks apart, quotes and lists marked.
///
/// Breaks and spaces are kept pending until more text comes, so that nothing hangs at the end of a line or of the text.
struct TextLayout {
  /// The text so far.
  private(set) var bytes: [UInt8] = []

  /// How deep in quotes the text that comes now is.
  var quoteDepth = 0

  /// How many columns the text that comes now is set in.
  var indent = 0

  /// What stands once at the beginning of the next line, within its indent: a list's bullet or number.
  var marker: [UInt8] = []

  private var lineDepth = 0
  private var breaks = 0
  private var spaces = 0
  private var isLineOpen = false
  private var isLineBlank = true

  /// How many lines have text so far.
  private(set) var lineCount = 0

  // Bounds on what each line begins with: 100,000 nested quotes must not make every line 200 kB long.
  private static let deepestQuote = 10
  private static let widestIndent = 24
  private static let widestGap = 8

  /// Writes text without white space.
  mutating func write(_ text: ArraySlice<UInt8>) {
    guard !text.isEmpty else { return }
    openLine()
    bytes.append(contentsOf: text)
  }

  /// Writes one scalar, taking white space as what it is.
  mutating func write(_ scalar: Unicode.Scalar) {
    switch scalar {
    case "\u{A0}": noBreakSpace()
    case " ", "\t", "\n", "\r", "\u{C}": space()
    case "\u{0}", "\u{AD}", "\u{34F}", "\u{200B}", "\u{FEFF}": break
    default:
      openLine()
      if let encoded = UTF8.encode(scalar) { bytes.append(contentsOf: encoded) }
    }
  }

  /// White space: any run of it is one space, none at the beginning of a line.
  mutating func space() {
    if isLineOpen, spaces == 0 { spaces = 1 }
  }

  /// A space that counts; a line of nothing else is a blank line.
  mutating func noBreakSpace() {
    isLineBlank = false
    if isLineOpen { spaces = min(spaces + 1, Self.widestGap) }
  }

  /// Spaces as they stand in preformatted text.
  mutating func preformattedSpace(_ count: Int) {
    openLine()
    spaces = min(spaces + count, Self.widestGap * 4)
  }

  /// Ends the line; on a line without text it makes a blank one.
  mutating func lineBreak() {
    if isLineOpen { endLine(1) } else { breaks = min(breaks + 1, 2) }
    isLineBlank = true
  }

  /// Where a block begins or ends: what follows stands on a line of its own, `gap` breaks further down.
  mutating func block(gap: Int) {
    if isLineOpen {
      endLine(gap)
    } else {
      if !isLineBlank { breaks += 1 }
      breaks = min(max(breaks, gap), 2)
    }
    isLineBlank = true
  }

  /// Takes pending breaks back and goes on in the same line behind `separator`.
  mutating func joinLine(with separator: StaticString) {
    breaks = 0
    isLineOpen = true
    spaces = 0
    bytes.append(contentsOf: separator.withUTF8Buffer { Array($0) })
  }

  /// Sets something right behind the last word, whatever is pending.
  mutating func annotate(_ text: [UInt8]) { bytes.append(contentsOf: text) }

  private mutating func endLine(_ gap: Int) {
    isLineOpen = false
    spaces = 0
    breaks = gap
  }

  private mutating func openLine() {
    guard !isLineOpen else {
      if spaces > 0 {
        bytes.append(contentsOf: repeatElement(ASCII.space, count: spaces))
        spaces = 0
      }
      return
    }
    let depth = min(quoteDepth, Self.deepestQuote)
    if !bytes.isEmpty {
      for number in 0..<max(1, breaks) {
        // A blank line between two lines of a quote belongs to the quote.
        if number > 0 { quoteMark(min(depth, lineDepth), isBlank: true) }
        bytes.append(ASCII.lineFeed)
      }
    }
    quoteMark(depth, isBlank: false)
    lineDepth = depth
    let width = max(0, min(indent, Self.widestIndent) - marker.count)
    bytes.append(contentsOf: repeatElement(ASCII.space, count: width))
    bytes.append(contentsOf: marker)
    marker = []
    breaks = 0
    spaces = 0
    isLineOpen = true
    isLineBlank = true
    lineCount += 1
  }

  private mutating func quoteMark(_ depth: Int, isBlank: Bool) {
    for level in 0..<depth {
      bytes.append(ASCII.greaterThan)
      if !(isBlank && level == depth - 1) { bytes.append(ASCII.space) }
    }
  }
}
