import Desk

extension TicketStore {
  /// Proves the ledger: each `opened` or `appended` row has its ticket and message, and each row its bytes except
  /// `baseline`, `purged` and `oversize` ones, which stay without when they are discarded.
  ///
  /// - Parameters:
  ///   - mailbox: the mailbox looked at; nil is all that the ledger knows.
  ///   - keys: what lies in that mailbox now; those not in the ledger are said to wait.
  package func reconcile(mailbox: String?, present keys: [String]) throws -> ReconcileReport {
    let waiting = try mailbox.map { try keysNotInLedger(keys, mailbox: $0) } ?? []
    return try read { connection in
      var report = ReconcileReport(checked: waiting.count, waiting: waiting, findings: [])
      var condition = ""
      var arguments: [Connection.Argument?] = []
      if let mailbox {
        guard let id = try connection.mailboxID(mailbox) else { return report }
        condition = "WHERE intake.mailbox = ?"
        arguments = [id]
      }
      try connection.each(
        """
        SELECT mailbox.name, intake.key, intake.disposition, intake.reason, intake.ticket,
          ticket.id IS NOT NULL, message.id IS NOT NULL, intake.raw_digest IS NOT NULL, raw_message.id IS NOT NULL
        FROM intake JOIN mailbox ON mailbox.id = intake.mailbox
          LEFT JOIN ticket ON ticket.id = intake.ticket LEFT JOIN message ON message.id = intake.message
          LEFT JOIN raw_message ON raw_message.id = intake.raw
        \(condition) ORDER BY intake.id
        """, arguments
      ) { row in
        report.checked += 1
        for problem in Self.problems(of: row) {
          report.findings.append(
            ReconcileReport.Finding(mailbox: row[0], key: row[1], problem: problem, ticket: row.ticket(4)))
        }
        return true
      }
      return report
    }
  }

  private static func problems(of row: Row) -> [String] {
    var problems: [String] = []
    let disposition: String = row[2]
    if disposition == Disposition.opened.rawValue || disposition == Disposition.appended.rawValue {
      if !(row[5] as Bool) { problems.append("\(disposition), but its ticket is not there") }
      if !(row[6] as Bool) { problems.append("\(disposition), but its message is not there") }
    }
    let mayLackBytes = ["baseline", "purged", "oversize", "discarded"].contains {
      (row[3] as String?)?.hasPrefix($0) == true
    }
    if !(row[8] as Bool), !mayLackBytes || row[7] as Bool { problems.append("its bytes are not there") }
    return problems
  }
}
