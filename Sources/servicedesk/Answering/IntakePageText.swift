import Desk

/// A ledger row as a page of text.
struct IntakePageText {
  let row: IntakeHeadline
  let bytes: [UInt8]?
  let screen: Screen
  let now: Instant

  private static let mostLines = 12
  private var entry: IntakeEntry { row.entry }

  func lines() -> [String] {
    var lines = [
      screen.painted("Row \(entry.id): \(Harmless.line(DispositionText.of(entry)))", .bold),
      "  mailbox     \(Harmless.line(entry.mailbox))",
      "  message     \(Harmless.line(entry.key))",
      "  message-id  \(Harmless.line(entry.messageID.map { "<\($0)>" } ?? "none"))",
      "  taken in    \(LocalTime.full(entry.at, now: now)) (\(RelativeTime.ago(entry.at, now: now)))",
    ]
    if let from = row.from, let subject = row.subject {
      lines += ["  from        \(Harmless.line(from))", "  subject     \(Harmless.line(subject))"]
    }
    if !entry.evidence.isEmpty { lines += [""] + EvidenceText.lines(entry.evidence, screen: screen) }
    guard let bytes else { return lines + ["", "Its bytes are not in the database."] }
    lines += ["", "\(Figure.bytes(bytes.count)), beginning with:"]
    let text = String(decoding: bytes.prefix(4096), as: UTF8.self)
    lines += Harmless.lines(text).prefix(Self.mostLines).map { "  " + TextWidth.cut($0, to: screen.ruleWidth - 2) }
    lines.append("All of it: servicedesk intake show \(entry.id) --raw")
    if entry.disposition == .quarantined {
      lines.append(
        "Let it in: servicedesk intake release \(entry.id)     put it away: servicedesk intake discard \(entry.id)")
    }
    return lines
  }
}
