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
      let wait = "\(Figure.counted(result.notices, "notice")) wait\(result.notices == 1 ? "s" : "")"
      let waits = result.notices > 0 ? ". \(wait): \(desk.deliveryAdvice(result.notices))" : ""
      try desk.printer.line(Harmless.line("row \(result.entry.id) is now \(DispositionText.of(result.entry))\(waits)"))
    }
  }
}
