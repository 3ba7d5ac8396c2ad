package import Desk
package import Notices
package import Store
package import Triage

/// The door by which command line, dashboard and intake come to the tickets.
///
/// Each verb checks the move, composes what is to be sent, and writes ticket, events and outbox in the transaction it
/// is handed: all of it or nothing. Verbs queue mail and never send it.
package struct DeskWork: Sendable {
  package let settings: DeskSettings
  package let store: TicketStore
  /// Signs what goes out.
  package let identity: MessageIdentity
  /// For messages that are decided again.
  package let rules: TriageRules

  let notices: NoticeComposer
  let replies: ReplyComposer
  let passwords = PasswordHasher()

  /// How long mail that a verb queues waits before it may leave: long enough to take a bulk action back.
  var mailDelay: Span?

  var clock: ServiceClock { ServiceClock(levels: settings.serviceLevels) }

  package init(settings: DeskSettings, store: TicketStore, templates: NoticeTemplates = NoticeTemplates()) {
    self.settings = settings
    self.store = store
    identity = MessageIdentity(key: store.identityKey, desk: store.deskID, domain: settings.domain)
    rules = TriageRules(settings: settings, identity: identity)
    notices = NoticeComposer(settings: settings, templates: templates)
    replies = ReplyComposer(settings: settings, templates: templates)
  }

  /// Does a verb to several tickets in one transaction: to all of them or, when one is refused, to none.
  package func all(
    _ ids: [TicketID], _ verb: (TicketID, Transaction) throws -> VerbResult
  ) throws -> [VerbResult] {
    try store.write { transaction in try ids.map { try verb($0, transaction) } }
  }

  /// Runs `body` in one transaction of the store.
  package func perform<Value>(_ body: (Transaction) throws -> Value) throws -> Value {
    try store.write(body)
  }
}

extension DeskWork {
  /// The queue of a ticket; where the configuration no longer has it, the first.
  func queue(of ticket: Ticket) -> SupportQueue {
    settings.queue(named: ticket.queue) ?? settings.queues.first
      ?? SupportQueue(name: ticket.queue, address: EmailAddress("support@" + settings.domain))
  }

  /// The ticket that a verb is about to change.
  ///
  /// - Throws: `Refusal` with `unknownTicket`, or `conflict` for one that has gone into another.
  func ticket(_ id: TicketID, in transaction: Transaction) throws -> Ticket {
    try Self.standing(transaction.ticket(id))
  }

  /// The ticket that a verb would change, looked at beside the writer.
  ///
  /// - Throws: as `ticket(_:in:)`.
  func ticket(_ id: TicketID) throws -> Ticket {
    guard let ticket = try store.ticket(id) else { throw Refusal(.unknownTicket, "there is no \(id)") }
    return try Self.standing(ticket)
  }

  private static func standing(_ ticket: Ticket) throws(Refusal) -> Ticket {
    guard let survivor = ticket.mergedInto else { return ticket }
    throw Refusal(.conflict, "\(ticket.id) was merged into \(survivor)", advice: "name \(survivor) instead")
  }

  /// Writes a changed ticket, and reads it back as it is now.
  @discardableResult
  func save(_ ticket: Ticket, in transaction: Transaction) throws -> Ticket {
    var ticket = ticket
    ticket.updatedAt = max(ticket.updatedAt, transaction.now)
    try transaction.update(ticket)
    return try transaction.ticket(ticket.id)
  }

  /// Appends an event with its details in the order given; details without a value are left out.
  func record(
    _ kind: Event.Kind, on ticket: TicketID?, by actor: Actor, _ details: [(String, String?)] = [],
    in transaction: Transaction
  ) throws {
    let details = details.compactMap { name, value in value.map { Event.Detail(name, $0) } }
    try transaction.append(Event(at: transaction.now, kind: kind, actor: actor.name, ticket: ticket, details: details))
  }
}
