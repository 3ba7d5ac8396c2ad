package import Desk

extension Transaction {
  /// Keeps what an operator has begun to write on a ticket, in place of what was kept before.
  ///
  /// - Throws: `Refusal` with `unknownOperator`.
  package func keepDraft(_ draft: Draft, of name: String, on ticket: TicketID) throws {
    try connection.run(
      """
      INSERT INTO draft (operator, ticket, kind, recipients, cc, kept_at, text) VALUES (?, ?, ?, ?, ?, ?, ?)
      ON CONFLICT (operator, ticket) DO UPDATE SET kind = excluded.kind, recipients = excluded.recipients,
        cc = excluded.cc, kept_at = excluded.kept_at, text = excluded.text
      """,
      [
        try operatorID(name), ticket.number, draft.kind.rawValue, draft.to, draft.cc, draft.keptAt.microseconds,
        draft.text,
      ])
  }

  /// Forgets drafts that nobody has touched since.
  package func sweepDrafts(keptBefore instant: Instant) throws {
    try connection.run("DELETE FROM draft WHERE kept_at <= ?", [instant.microseconds])
  }

  /// Forgets an operator's draft on a ticket.
  package func dropDraft(of name: String, on ticket: TicketID) throws {
    try connection.run(
      "DELETE FROM draft WHERE operator = ? AND ticket = ?", [try operatorID(name), ticket.number])
  }
}

extension TicketStore {
  /// What an operator has begun to write on a ticket; nil where that is nothing.
  package func draft(of name: String, on ticket: TicketID) throws -> Draft? {
    try read { connection in
      try connection.first(
        """
        SELECT kind, text, recipients, cc, kept_at FROM draft JOIN operator ON operator.id = draft.operator
        WHERE operator.name = ? AND draft.ticket = ?
        """, [name, ticket.number]
      ) { row in
        Draft(
          kind: Draft.Kind(rawValue: row[0]) ?? .note, text: row[1], to: row[2], cc: row[3],
          keptAt: Instant(microseconds: row[4]))
      }
    }
  }
}
