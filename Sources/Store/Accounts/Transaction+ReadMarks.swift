package import Desk

extension Transaction {
  /// Remembers that an operator has seen a ticket up to a message; a mark never moves back.
  ///
  /// - Throws: `Refusal` with `unknownOperator`.
  package func markRead(_ ticket: TicketID, upTo message: Int64, by name: String) throws {
    try connection.run(
      """
      INSERT INTO read_mark (operator, ticket, message) VALUES (?, ?, ?)
      ON CONFLICT (operator, ticket) DO UPDATE SET message = excluded.message WHERE excluded.message > message
      """, [try operatorID(name), ticket.number, message])
  }
}

extension TicketStore {
  /// The last message that an operator has seen on a ticket; nil where they have not looked at it.
  package func readMark(of name: String, on ticket: TicketID) throws -> Int64? {
    try read { connection in
      try connection.integer(
        """
        SELECT message FROM read_mark
        WHERE operator = (SELECT id FROM operator WHERE name = ?) AND ticket = ?
        """, [name, ticket.number])
    }
  }
}
