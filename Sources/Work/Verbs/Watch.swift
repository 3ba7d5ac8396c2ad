package import Desk
package import Store

extension DeskWork {
  /// Copies somebody on a ticket's replies; a newcomer is let in by it.
  ///
  /// - Throws: `Refusal` with `badValue` for an address that no mail can go to, or that is the desk's own.
  @discardableResult
  package func watch(_ id: TicketID, _ person: Person, by actor: Actor, in transaction: Transaction) throws
    -> VerbResult
  {
    _ = try author(actor, in: transaction)
    let ticket = try ticket(id, in: transaction)
    let address = try outsideAddress(of: person)
    if try transaction.addWatcher(person, of: id) {
      try record(.watched, on: id, by: actor, [("address", address.original)], in: transaction)
    }
    return VerbResult(ticket)
  }

  /// Takes a watcher or newcomer away.
  ///
  /// - Throws: `Refusal` with `unknownRow` when nobody with that address watches.
  @discardableResult
  package func unwatch(
    _ id: TicketID, _ address: EmailAddress, by actor: Actor, in transaction: Transaction
  ) throws -> VerbResult {
    _ = try author(actor, in: transaction)
    let ticket = try ticket(id, in: transaction)
    guard try transaction.removeWatcher(address, of: id) else {
      throw Refusal(.unknownRow, "\(address) does not watch \(id)")
    }
    try record(.unwatched, on: id, by: actor, [("address", address.original)], in: transaction)
    return VerbResult(ticket)
  }

  /// An address that mail can go to and that is not the desk's own.
  func outsideAddress(of person: Person) throws(Refusal) -> EmailAddress {
    guard let address = person.address, address.isDeliverable else {
      throw Refusal(.badValue, "'\(Words.oneLine(person.shown))' is no mail address", advice: "write it as name@domain")
    }
    guard !settings.isOurs(address) else {
      throw Refusal(
        .badValue, "\(address) is an address of this desk", advice: "mail to it would come back as a message")
    }
    return address
  }
}
