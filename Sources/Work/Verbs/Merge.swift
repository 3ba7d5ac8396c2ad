package import Desk
package import Store

extension DeskWork {
  /// Makes two tickets one: the later-numbered goes into the earlier, whichever is named first.
  ///
  /// - Returns: the survivor.
  /// - Throws: `Refusal` with `badValue` for a ticket and itself, `conflict` where one has been merged before.
  @discardableResult
  package func merge(
    _ one: TicketID, _ other: TicketID, by actor: Actor, in transaction: Transaction
  ) throws -> VerbResult {
    _ = try author(actor, in: transaction)
    guard one != other else { throw Refusal(.badValue, "\(one) cannot be merged with itself") }
    _ = try ticket(max(one, other), in: transaction)
    let survivor = try ticket(min(one, other), in: transaction)
    return VerbResult(try absorb(max(one, other), into: survivor, company: .joins, by: actor, in: transaction))
  }

  /// What becomes of the people of a ticket that goes into another.
  enum Company {
    /// Somebody has looked at both: they are copied from now on.
    case joins
    /// A mail tied the tickets together and nobody has looked: they wait to be let in, as any newcomer does. Otherwise
    /// whoever knows a Message-ID could have themselves copied on a stranger's ticket.
    case waits
    /// The conversation begins with theirs: they stay what they are.
    case leads
  }

  /// Takes a later ticket into an earlier one: nothing that somebody still has to do may vanish on the way.
  ///
  /// - Returns: the survivor as it is afterwards.
  func absorb(
    _ later: TicketID, into survivor: Ticket, company manner: Company, by actor: Actor, in transaction: Transaction
  ) throws -> Ticket {
    let absorbed = try transaction.ticket(later)
    let company = try company(of: absorbed, in: transaction)
    if manner == .waits { try dismiss(company, from: later, in: transaction) }
    try transaction.merge(later, into: survivor.id)
    try record(.merged, on: later, by: actor, [("into", survivor.id.description)], in: transaction)
    try record(.merged, on: survivor.id, by: actor, [("from", later.description)], in: transaction)
    try transaction.addLink(TicketLink(ticket: later, other: survivor.id, kind: "merged"))

    var ticket = try transaction.ticket(survivor.id)
    try raise(&ticket, for: absorbed, company: manner, by: actor, in: transaction)
    try carryOver(absorbed, to: &ticket, by: actor, in: transaction)
    // On the absorbed ticket the survivor's requester may have been a newcomer.
    if let address = ticket.requester.address { try transaction.removeWatcher(address, of: ticket.id) }
    // While nobody works on either, `regroup` makes the group anew from all their messages.
    let isMadeAnew =
      try manner == .waits && isRegrouped(absorbed, in: transaction) && isRegrouped(ticket, in: transaction)
    if manner != .leads, !isMadeAnew {
      try introduce(company, to: ticket, asNewcomers: manner == .waits, by: actor, in: transaction)
    }
    return try save(ticket, in: transaction)
  }

  /// What had been done to an absorbed ticket, and what is still to be done, counts for the survivor.
  private func carryOver(
    _ absorbed: Ticket, to ticket: inout Ticket, by actor: Actor, in transaction: Transaction
  ) throws {
    if ticket.assignee == nil { ticket.assignee = absorbed.assignee }
    if ticket.firstRespondedAt == nil { ticket.firstRespondedAt = absorbed.firstRespondedAt }
    let before = ticket.status
    if isFinished(ticket), !isFinished(absorbed) {
      reopen(&ticket, at: transaction.now)
      try record(.reopened, on: ticket.id, by: actor, [("from", before.rawValue)], in: transaction)
    } else if absorbed.status != .new, before == .new {
      clock.move(&ticket, to: .open, at: transaction.now)
      try record(.statusChanged, on: ticket.id, by: actor, [("from", "new"), ("to", "open")], in: transaction)
    }
  }

  /// The survivor becomes as urgent as the absorbed ticket was.
  ///
  /// Where a mail ties them together only what counts in an answer counts: an operator's choice, and tags. The header of
  /// the absorbed ticket's first message is one of an answer too, and would have raised nothing had it come later.
  private func raise(
    _ ticket: inout Ticket, for absorbed: Ticket, company: Company, by actor: Actor, in transaction: Transaction
  ) throws {
    guard company != .leads, ticket.prioritySource != .operator else { return }
    var asked: (level: Priority, source: Priority.Source)? = (absorbed.priority, absorbed.prioritySource)
    if company == .waits, absorbed.prioritySource != .operator {
      asked = try transaction.highestTagPriority(of: ticket.id).map { ($0, .tag) }
    }
    guard let asked, asked.level > ticket.priority else { return }
    try setPriority(of: &ticket, to: asked.level, source: asked.source, by: actor, in: transaction)
  }

  /// Who asked for a ticket, and who is copied on it.
  private func company(of ticket: Ticket, in transaction: Transaction) throws -> [Person] {
    [ticket.requester] + (try transaction.watchers(of: ticket.id))
  }

  private func dismiss(_ company: [Person], from ticket: TicketID, in transaction: Transaction) throws {
    for address in company.compactMap(\.address) { try transaction.removeWatcher(address, of: ticket) }
  }

  /// Makes people of an absorbed ticket watchers of the survivor, or newcomers who wait.
  private func introduce(
    _ company: [Person], to ticket: Ticket, asNewcomers: Bool, by actor: Actor, in transaction: Transaction
  ) throws {
    for person in company {
      guard let address = person.address, address != ticket.requester.address, !settings.isOurs(address),
        try transaction.addWatcher(person, of: ticket.id, isNewcomer: asNewcomers)
      else { continue }
      try record(
        asNewcomers ? .newcomer : .watched, on: ticket.id, by: actor, [("address", address.original)], in: transaction)
    }
  }

  /// Gives a ticket another priority for what a mail or another ticket says, with the event that tells so.
  func setPriority(
    of ticket: inout Ticket, to level: Priority, source: Priority.Source, by actor: Actor, in transaction: Transaction
  ) throws {
    let before = ticket.priority
    clock.change(&ticket, to: level, source: source)
    try record(
      .prioritised, on: ticket.id, by: actor,
      [("from", before.rawValue), ("to", level.rawValue), ("source", source.rawValue)], in: transaction)
  }
}
