import Desk

/// The shape in which ledger rows are read.
enum IntakeRow {
  static func select(_ index: String = "") -> String {
    """
    SELECT intake.id, mailbox.name, intake.key, intake.raw_digest, intake.message_id, intake.disposition,
      intake.reason, intake.ticket, intake.at, intake.evidence
    FROM intake \(index) CROSS JOIN mailbox ON mailbox.id = intake.mailbox
    """
  }

  static func entry(_ row: Row) -> IntakeEntry {
    IntakeEntry(
      id: row[0], mailbox: row[1], key: row[2], rawDigest: row.bytes(3), messageID: row[4],
      disposition: Disposition(rawValue: row[5]) ?? .quarantined, reason: row[6], ticket: row.ticket(7),
      at: Instant(microseconds: row[8]), evidence: ColumnJSON.evidence(from: row[9]))
  }
}
