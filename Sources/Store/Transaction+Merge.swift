package import Desk

extension Transaction {
  /// Makes a later ticket part of an earlier one, which it points to from then on.
  ///
  /// Its messages, watchers, tags, outbox rows and all that were merged into it go to the survivor. Its number, links,
  /// events and ledger rows stay, and it becomes closed.
  ///
  /// - Throws: `Refusal` with `unknownTicket`, or `conflict` where the tickets are not two in that order.
  package func merge(_ later: TicketID, into earlier: TicketID) throws {
    let source = try ticket(later)
    let target = try ticket(earlier)
    guard earlier < later, source.mergedInto == nil, target.mergedInto == nil else {
      throw Refusal(
        .conflict, "\(later) cannot be merged into \(earlier)",
        advice: "only a later ticket goes into an earlier one, and both must still stand by themselves")
    }
    let ids = [earlier.number, later.number]
    try connection.run("UPDATE message SET ticket = ? WHERE ticket = ?", ids)
    try connection.run("UPDATE outbox SET ticket = ? WHERE ticket = ?", ids)
    try connection.run(
      """
      INSERT INTO watcher (ticket, person, name, address, is_newcomer)
      SELECT ?, person, name, address, is_newcomer FROM watcher WHERE ticket = ?
      ON CONFLICT DO UPDATE SET is_newcomer = 0 WHERE is_newcomer > excluded.is_newcomer
      """, ids)
    try connection.run("DELETE FROM watcher WHERE ticket = ?", [later.number])
    try connection.run(
      """
      INSERT INTO tag (ticket, name, lane, due)
      SELECT ticket.id, tag.name, ticket.lane, ticket.due FROM ticket JOIN tag ON tag.ticket = ?2 WHERE ticket.id = ?1
      ON CONFLICT DO NOTHING
      """, ids)
    try connection.run("DELETE FROM tag WHERE ticket = ?", [later.number])
    try close(source, into: target)
  }

  private func close(_ source: Ticket, into target: Ticket) throws {
    // SEQ goes on from the higher of the two: both tickets' outgoing mail now counts as the survivor's.
    try connection.run(
      """
      UPDATE ticket SET messages = ticket.messages + source.messages, updated_at = max(ticket.updated_at, ?),
        sequence = max(ticket.sequence, source.sequence), attachments = ticket.attachments + source.attachments,
        heard = nullif(max(coalesce(ticket.heard, 0), coalesce(source.heard, 0)), 0),
        noted = nullif(max(coalesce(ticket.noted, 0), coalesce(source.noted, 0)), 0),
        spoken = nullif(max(coalesce(ticket.spoken, 0), coalesce(source.spoken, 0)), 0),
        words = iif(coalesce(source.spoken, 0) > coalesce(ticket.spoken, 0), source.words, ticket.words)
      FROM (SELECT * FROM ticket WHERE id = ?) AS source
      WHERE ticket.id = ?
      """, [now.microseconds, source.id.number, target.id.number])
    // Those merged into it before point to the survivor at once, so that following a pointer is one step for ever.
    try connection.run(
      "UPDATE ticket SET merged_into = ? WHERE merged_into = ?", [target.id.number, source.id.number])
    try connection.run(
      """
      UPDATE ticket SET status = 4, merged_into = ?, messages = 0, closed_at = coalesce(closed_at, ?), updated_at = ?,
        pending_since = NULL, root = NULL, heard = NULL, noted = NULL, spoken = NULL, words = NULL, attachments = 0
      WHERE id = ?
      """, [target.id.number, now.microseconds, now.microseconds, source.id.number])
  }
}
