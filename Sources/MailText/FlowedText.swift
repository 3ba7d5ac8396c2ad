/// Text in `format=flowed` (RFC 3676), with its paragraphs put together again.
package enum FlowedText {
  /// Joins the lines that were broken for transfer only; `delSp` says that the space at such a break was added, too.
  ///
  /// Quoted lines begin with their quote marks and one space afterwards, whatever they began with before.
  package static func unflow(_ text: String, delSp: Bool) -> String {
    let source = Array(text.utf8)
    var out: [UInt8] = []
    out.reserveCapacity(source.count + source.count / 8)
    var openDepth: Int?
    var at = 0
    while at < source.count {
      var end = at
      while end < source.count, source[end] != ASCII.lineFeed { end += 1 }
      let line = Line(source[at..<trimmingCarriageReturn(source, at..<end)])
      at = end + 1
      // A signature mark ends a paragraph and begins none, though a space stands at its end.
      if let depth = openDepth, depth != line.depth || line.isSignatureMark {
        out.append(ASCII.lineFeed)
        openDepth = nil
      }
      if openDepth == nil { line.writeQuoteMark(to: &out) }
      let isFlowed = line.isFlowed
      out.append(contentsOf: isFlowed && delSp ? line.content.dropLast() : line.content)
      if isFlowed {
        openDepth = line.depth
      } else {
        out.append(ASCII.lineFeed)
        openDepth = nil
      }
    }
    if source.last != ASCII.lineFeed, out.last == ASCII.lineFeed { out.removeLast() }
    return String(decoding: out, as: UTF8.self)
  }

  private static func trimmingCarriageReturn(_ source: [UInt8], _ range: Range<Int>) -> Int {
    guard let last = range.last, source[last] == ASCII.carriageReturn else { return range.upperBound }
    return last
  }

  /// A line as it was sent, its quote marks and space-stuffing told apart from its content.
  private struct Line {
    let depth: Int
    let content: ArraySlice<UInt8>

    init(_ line: ArraySlice<UInt8>) {
      let rest = line.drop { $0 == ASCII.greaterThan }
      depth = line.count - rest.count
      content = rest.first == ASCII.space ? rest.dropFirst() : rest
    }

    var isSignatureMark: Bool { content.elementsEqual([ASCII.hyphen, ASCII.hyphen, ASCII.space]) }

    var isFlowed: Bool { content.last == ASCII.space && !isSignatureMark }

    func writeQuoteMark(to out: inout [UInt8]) {
      guard depth > 0 else { return }
      out.append(contentsOf: repeatElement(ASCII.greaterThan, count: depth))
      if !content.isEmpty { out.append(ASCII.space) }
    }
  }
}
