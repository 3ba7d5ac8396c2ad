import Desk
import Store
import Work

/// Verbs over outbox rows, and how they answer.
struct OutboxAnswer {
  let desk: Wiring

  func change(_ words: [String], _ did: String, _ verb: (DeskWork, Int64, Actor, Transaction) throws -> Void) throws {
    let rows = try words.map(Named.row)
    guard !rows.isEmpty else { throw UsageError("name a row: its number in servicedesk outbox list") }
    let work = try desk.work(desk.storeForWriting())
    try desk.act(work) { actor, transaction in
      for row in rows { try verb(work, row, actor, transaction) }
    }
    for row in rows {
      guard let entry = try work.store.outboxEntry(row) else { continue }
      if desk.options.json {
        try desk.printer.json(.object(JSONForm.outbox(entry)))
      } else {
        try desk.printer.line(Harmless.line("row \(row) to \(entry.recipient) \(did)"))
      }
    }
  }
}
