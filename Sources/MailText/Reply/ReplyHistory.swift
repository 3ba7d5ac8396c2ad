/// Finds where in a reply its new words stand.
struct ReplyHistory {
  private let reply: ReplyText
  private let candidates: [Int: Attribution]

  /// Lines that say who wrote the quote below them, in order.
  private var attributions: [Range<Int>] = []

  /// Takes the lines of a reply.
  init(_ reply: ReplyText) {
    self.reply = reply
    candidates = Attribution.all(in: reply)
  }

  /// The lines with new words, in one piece; empty where there are none.
  mutating func newLines() -> Range<Int> {
    let (end, hasForward) = historyStart()
    var lines = 0..<end
    if !hasForward { trimEnd(&lines) }
    trimStart(&lines)
    return lines.contains { reply.lines[$0].kind == .words } ? lines : 0..<0
  }

  // MARK: - Where history begins

  /// The first line of unquoted history, or the number of lines; and whether a forwarded message stands before it.
  private mutating func historyStart() -> (line: Int, hasForward: Bool) {
    var hasWords = false
    var nextHeader = 0
    var line = 0
    while line < reply.lines.count {
      guard reply.lines[line].kind == .words else {
        line += 1
        continue
      }
      switch HistoryMark(reply, at: line, nextHeader: &nextHeader) {
      case .forward: return (reply.lines.count, true)
      case .original(let end):
        if hasWords { return (line, false) }
        line = end
        continue
      case .none: break
      }
      if let attribution = candidates[line] {
        if isFollowedByQuote(attribution.lines.upperBound) {
          attributions.append(attribution.lines)
          line = attribution.lines.upperBound
          continue
        }
        if attribution.isSure, hasWords { return (line, false) }
      }
      hasWords = true
      line += 1
    }
    return (line, false)
  }

  private func isFollowedByQuote(_ line: Int) -> Bool {
    var line = line
    // An empty line or two stand between an attribution and its quote.
    let limit = min(reply.lines.count, line + 4)
    while line < limit, reply.lines[line].kind == .blank { line += 1 }
    return line < limit && reply.lines[line].kind == .quote
  }

  // MARK: - Ends

  /// Takes quotes, signatures and rules from the end, in whatever order they stand.
  private func trimEnd(_ lines: inout Range<Int>) {
    let ending = ReplyEnding(reply)
    var open = attributions[...]
    while let last = lines.last {
      while let range = open.last, range.lowerBound > last { open.removeLast() }
      if reply.lines[last].kind != .words || ending.isRule(last) {
        lines.removeLast()
      } else if let range = open.last, range.contains(last) {
        lines = lines.lowerBound..<max(lines.lowerBound, range.lowerBound)
      } else if let start = ending.signatureStart(in: lines) {
        lines = lines.lowerBound..<start
      } else {
        return
      }
    }
  }

  /// Where a quote with its attribution stands on top and all answers below it, only the answers are new; where answers
  /// stand between quotes as well, the quotes are kept and only the attribution goes.
  private func trimStart(_ lines: inout Range<Int>) {
    guard let first = lines.first(where: { reply.lines[$0].kind != .blank }), let range = attributions.first,
      range.lowerBound == first
    else { return }
    var end = range.upperBound
    while end < lines.upperBound, reply.lines[end].kind != .words { end += 1 }
    let hasMoreQuotes = (end..<max(end, lines.upperBound)).contains { reply.lines[$0].kind == .quote }
    guard end < lines.upperBound else { return }
    lines = (hasMoreQuotes ? range.upperBound : end)..<lines.upperBound
  }
}
