import Desk

/// Evidence as lines: the rule, whether it held or what it changed, and why.
enum EvidenceText {
  static func lines(_ evidence: [Evidence], screen: Screen) -> [String] {
    let rules = evidence.reduce(9) { max($0, TextWidth.of(Harmless.line($1.rule))) }
    let effects = evidence.map { Harmless.line($0.effect) }.filter { TextWidth.of($0) <= 8 }
      .reduce(4) { max($0, TextWidth.of($1)) }
    return evidence.map { item in
      let effect = Harmless.line(item.effect)
      let isShort = TextWidth.of(effect) <= effects
      let because = Harmless.line(item.because) + (isShort ? "" : " → \(effect)")
      let start =
        "  \(TextWidth.pad(Harmless.line(item.rule), to: rules))  \(TextWidth.pad(isShort ? effect : "yes", to: effects))  "
      return screen.painted(start + because, item.effect == "no" ? .dim : nil)
    }
  }
}

/// What became of a message, in a few words.
enum DispositionText {
  /// Why it was put aside; of a rule, which one and what it found.
  static func reason(of entry: IntakeEntry) -> String? {
    guard entry.reason == "rule", let evidence = entry.evidence.last(where: { $0.effect == entry.disposition.rawValue })
    else { return entry.reason }
    return "rule: \(evidence.because)"
  }

  static func of(_ entry: IntakeEntry) -> String {
    let reason = reason(of: entry).map { " (\($0))" } ?? ""
    let ticket = entry.ticket.map { " \($0)" } ?? ""
    return switch entry.disposition {
    case .opened: "opened\(ticket)\(reason)"
    case .appended: "added to\(ticket)\(reason)"
    case .duplicate: "a duplicate\(entry.ticket.map { " of a message on \($0)" } ?? "")"
    case .bounce: "a bounce\(entry.ticket.map { " of a mail on \($0)" } ?? " of nothing that we sent")"
    case .autoReply: "an automatic reply\(entry.ticket.map { ", kept on \($0)" } ?? "")"
    case .loop: "a mail of our own that came back"
    case .ignored: "ignored\(reason)"
    case .quarantined: "quarantined\(reason)\(ticket)"
    }
  }
}
