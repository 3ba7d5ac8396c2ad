/// A plain text as simple HTML: paragraphs, line breaks and quotations, everything in it escaped.
///
/// Made from the text, so that both parts of a mail always say the same.
enum HTMLBody {
  static func of(_ text: String) -> String {
    var blocks: [Block] = []
    for line in lines(of: text) {
      let isQuote = line.hasPrefix(">")
      let shown = isQuote ? line.dropFirst(line.hasPrefix("> ") ? 2 : 1) : line
      if line.isEmpty {
        blocks.append(Block(isQuote: false))
      } else if let last = blocks.indices.last, blocks[last].isQuote == isQuote, !blocks[last].lines.isEmpty {
        blocks[last].lines.append(shown)
      } else {
        blocks.append(Block(isQuote: isQuote, lines: [shown]))
      }
    }
    let body = blocks.filter { !$0.lines.isEmpty }.map(\.html).joined(separator: "\n")
    return """
      <!DOCTYPE html>
      <html><head><meta charset="utf-8"></head>
      <body style="font-family: sans-serif">
      \(body)
      </body></html>
      """
  }

  private struct Block {
    var isQuote: Bool
    var lines: [Substring] = []

    var html: String {
      let text = lines.map(escaped).joined(separator: "<br>\n")
      return isQuote ? "<blockquote>\(text)</blockquote>" : "<p>\(text)</p>"
    }
  }

  private static func lines(of text: String) -> [Substring] {
    text.split(omittingEmptySubsequences: false) { $0 == "\n" || $0 == "\r\n" || $0 == "\r" }
  }

  /// Scalar by scalar: a combining mark after `<` makes another character of it, but the same tag.
  private static func escaped(_ line: Substring) -> String {
    var scalars = String.UnicodeScalarView()
    var previous: Unicode.Scalar = " "
    for scalar in line.unicodeScalars {
      switch scalar {
      case "&": scalars.append(contentsOf: "&amp;".unicodeScalars)
      case "<": scalars.append(contentsOf: "&lt;".unicodeScalars)
      case ">": scalars.append(contentsOf: "&gt;".unicodeScalars)
      case "\"": scalars.append(contentsOf: "&quot;".unicodeScalars)
      case "'": scalars.append(contentsOf: "&#39;".unicodeScalars)
      // Columns and indents stay as they were written.
      case " " where previous == " ": scalars.append(contentsOf: "&nbsp;".unicodeScalars)
      default: scalars.append(scalar)
      }
      previous = scalar
    }
    return String(scalars)
  }
}
