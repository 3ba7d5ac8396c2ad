import Desk
import Work

/// Verbs over ledger rows, and how they answer.
struct LedgerAnswer {
  let desk: Wiring

  func change(_ words: [String], _ verb: (DeskWork, [Int64], Actor) throws -> [IntakeResult]) throws {
    let rows = try words.map(Named.row)
    guard !rows.isEmpty else { throw UsageError("name a row: its number in servicedesk intake list") }
    let work = try desk.work(desk.storeForWriting())
    for result in try verb(work, rows, desk.actor(work)) {
      if desk.options.json {
        try desk.printer.json(JSONForm.intake(result.entry))
        continue
      }
      let waits = result.notices > 0 ? ". \(Figure.counted(result.notices, "notice")) waits: servicedesk deliver" : ""
      try desk.printer.line(Harmless.line("row \(result.entry.id) is now \(DispositionText.of(result.entry))\(waits)"))
    }
  }
}

/// A ledger row as a page of text.
struct IntakePageText {
  let entry: IntakeEntry
  let bytes: [UInt8]?
  let screen: Screen
  let now: Instant

  private static let mostLines = 12

  func lines() -> [String] {
    var lines = [
      screen.painted("Row \(entry.id): \(Harmless.line(DispositionText.of(entry)))", .bold),
      "  mailbox     \(Harmless.line(entry.mailbox))",
      "  message     \(Harmless.line(entry.key))",
      "  message-id  \(Harmless.line(entry.messageID.map { "<\($0)>" } ?? "none"))",
      "  taken in    \(LocalTime.full(entry.at, now: now)) (\(RelativeTime.ago(entry.at, now: now)))",
    ]
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
