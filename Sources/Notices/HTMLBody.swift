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
    let (lineFeed, carriageReturn) = (UInt8(ascii: "\n"), UInt8(ascii: "\r"))
    var lines: [Substring] = []
    var rest = text[...]
    while let end = rest.utf8.firstIndex(where: { $0 == lineFeed || $0 == carriageReturn }) {
      lines.append(rest[..<end])
      let isReturn = rest.utf8[end] == carriageReturn
      rest = rest[rest.utf8.index(after: end)...]
      if isReturn, rest.utf8.first == lineFeed { rest = rest[rest.utf8.index(after: rest.startIndex)...] }
    }
    return lines + [rest]
  }

  /// Byte by byte: a combining mark after `<` makes another character of it, but the same tag.
  private static func escaped(_ line: Substring) -> String {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(line.utf8.count)
    var previous = UInt8(ascii: " ")
    for byte in line.utf8 {
      switch byte {
      case UInt8(ascii: "&"): bytes += "&amp;".utf8
      case UInt8(ascii: "<"): bytes += "&lt;".utf8
      case UInt8(ascii: ">"): bytes += "&gt;".utf8
      case UInt8(ascii: "\""): bytes += "&quot;".utf8
      case UInt8(ascii: "'"): bytes += "&#39;".utf8
      // Columns and indents stay as they were written.
      case UInt8(ascii: " ") where previous == UInt8(ascii: " "): bytes += "&nbsp;".utf8
      default: bytes.append(byte)
      }
      previous = byte
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}
