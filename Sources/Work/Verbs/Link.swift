package import Desk
package import Store

extension DeskWork {
  /// Ties two tickets together that are not one.
  ///
  /// - Throws: `Refusal` with `badValue` for a ticket and itself, `alreadyThere` when they are tied already.
  @discardableResult
  package func link(
    _ id: TicketID, with other: TicketID, by actor: Actor, in transaction: Transaction
  ) throws -> VerbResult {
    _ = try author(actor, in: transaction)
    let ticket = try ticket(id, in: transaction)
    _ = try self.ticket(other, in: transaction)
    guard id != other else { throw Refusal(.badValue, "\(id) cannot be linked with itself") }
    let known = try transaction.links(of: id)
    guard !known.contains(where: { $0.kind == "related" && ($0.ticket == other || $0.other == other) }) else {
      throw Refusal(.alreadyThere, "\(id) and \(other) are linked already")
    }
    try insertLink(TicketLink(ticket: id, other: other, kind: "related"), by: actor, in: transaction)
    return VerbResult(ticket)
  }

  /// Writes a link and its event, which stands on the ticket that the link is from.
  func insertLink(_ link: TicketLink, by actor: Actor, in transaction: Transaction) throws {
    try transaction.addLink(link)
    try record(
      .linked, on: link.ticket, by: actor, [("to", link.other.description), ("kind", link.kind)], in: transaction)
  }
}
