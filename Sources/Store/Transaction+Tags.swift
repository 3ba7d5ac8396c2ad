package import Desk

extension Transaction {
  /// Adds a tag.
  ///
  /// - Returns: whether it was not there before.
  @discardableResult
  package func addTag(_ name: String, to id: TicketID) throws -> Bool {
    try connection.run(
      """
      INSERT INTO tag (ticket, name, lane, due) SELECT id, ?, lane, due FROM ticket WHERE id = ? ON CONFLICT DO NOTHING
      """, [name, id.number])
    return connection.changes > 0
  }

  /// Takes a tag away.
  ///
  /// - Returns: whether it was there.
  @discardableResult
  package func removeTag(_ name: String, from id: TicketID) throws -> Bool {
    try connection.run("DELETE FROM tag WHERE ticket = ? AND name = ?", [id.number, name])
    return connection.changes > 0
  }

  /// A ticket's tags by name.
  package func tags(of id: TicketID) throws -> [String] {
    try connection.all("SELECT name FROM tag WHERE ticket = ? ORDER BY name", [id.number]) { $0[0] as String }
  }

  /// Ties two tickets together without making them one.
  package func addLink(_ link: TicketLink) throws {
    try connection.run(
      "INSERT INTO link (ticket, other, kind) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
      [link.ticket.number, link.other.number, link.kind])
  }

  /// The ties of a ticket, either way round.
  package func links(of id: TicketID) throws -> [TicketLink] { try connection.links(of: id) }

  func retag(_ ticket: Ticket, from stored: [String]) throws {
    for tag in stored where !ticket.tags.contains(tag) { try removeTag(tag, from: ticket.id) }
    for tag in ticket.tags where !stored.contains(tag) { try addTag(tag, to: ticket.id) }
  }
}

extension Connection {
  func links(of id: TicketID) throws -> [TicketLink] {
    try all(
      """
      SELECT ticket, other, kind FROM link WHERE ticket = ?1
      UNION SELECT ticket, other, kind FROM link WHERE other = ?1 ORDER BY 1, 2
      """, [id.number]
    ) { TicketLink(ticket: TicketID($0[0]), other: TicketID($0[1]), kind: $0[2]) }
  }
}
