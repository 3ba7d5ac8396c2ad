package import Desk
package import Store

extension DeskWork {
  /// Makes somebody else the requester: all later replies and notices go to them.
  ///
  /// - Throws: `Refusal` with `badValue` for an address that no mail can go to, or that is the desk's own.
  @discardableResult
  package func changeRequester(
    _ id: TicketID, to person: Person, by actor: Actor, in transaction: Transaction
  ) throws -> VerbResult {
    _ = try author(actor, in: transaction)
    var ticket = try ticket(id, in: transaction)
    let address = try outsideAddress(of: person)
    guard ticket.requester != person else { return VerbResult(ticket) }
    let before = ticket.requester.address?.original
    ticket.requester = person
    // Who is written to directly needs no copy.
    try transaction.removeWatcher(address, of: id)
    try record(.requesterChanged, on: id, by: actor, [("from", before), ("to", address.original)], in: transaction)
    return VerbResult(try save(ticket, in: transaction))
  }
}
