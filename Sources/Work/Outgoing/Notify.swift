import Desk
import Notices
import Store

extension DeskWork {
  /// Writes a notice to a ticket's requester.
  ///
  /// A text that then does not leave stays on the ticket as a note.
  func notifyRequester(
    _ kind: OutgoingKind, of ticket: Ticket, text: String?, by author: Author, in transaction: Transaction
  ) throws -> Dispatched {
    let thread = try continuation(of: ticket.id, for: kind, in: transaction)
    let sent = try dispatch(
      Mailing(kind: kind, ticket: ticket, recipient: ticket.requester, thread: thread, text: text), by: author,
      in: transaction)
    if sent.rows.isEmpty, let text { try insertNote(text, on: ticket, by: author, in: transaction) }
    return sent
  }

  /// Writes a notice to a ticket's assignee, unless there is none, they have no address, or it was themselves.
  func notifyAssignee(
    _ kind: OutgoingKind, of ticket: Ticket, text: String? = nil, by author: Author, in transaction: Transaction
  ) throws -> Dispatched {
    guard settings.notices.isOn(kind), let name = ticket.assignee, author.actor != .operator(name),
      let found = try transaction.operator(named: name), !found.isDisabled, let address = found.address,
      address != author.address
    else { return Dispatched() }
    let recipient = Person(name: found.fullName ?? found.name, address: address)
    let thread = try continuation(of: ticket.id, for: kind, in: transaction)
    return try dispatch(
      Mailing(kind: kind, ticket: ticket, recipient: recipient, thread: thread, text: text), by: author,
      in: transaction)
  }

  /// The one way out for what the desk writes by itself: checks the recipient, composes, stores and queues.
  func dispatch(_ mailing: Mailing, by author: Author, in transaction: Transaction) throws -> Dispatched {
    guard settings.notices.isOn(mailing.kind) else { return .withheld(Self.areOff(mailing.kind)) }
    if let because = try obstacle(to: mailing.recipient.address, in: transaction) {
      try record(
        .noticeHeld, on: mailing.ticket.id, by: .desk, [("kind", mailing.kind.rawValue), ("because", because)],
        in: transaction)
      return .withheld(because)
    }
    let sequence = try transaction.nextSequence(of: mailing.ticket.id)
    let composed = compose(mailing, sequence: sequence, by: author, at: transaction.now)
    let posting = Posting(
      kind: mailing.kind, ticket: mailing.ticket, sequence: sequence, to: [mailing.recipient], words: mailing.text,
      author: author, subjectKey: mailing.subjectKey, textKey: mailing.textKey)
    let rows = try post(composed, posting, in: transaction)
    try record(
      .noticeQueued, on: mailing.ticket.id, by: author.actor,
      [("kind", mailing.kind.rawValue), ("to", mailing.recipient.address?.original)], in: transaction)
    return Dispatched(rows: rows, people: [mailing.recipient])
  }

  /// A notice as the mail that leaves.
  private func compose(_ mailing: Mailing, sequence: Int64, by author: Author, at now: Instant) -> ComposedMail {
    notices.compose(
      NoticeDraft(
        kind: mailing.kind, ticket: mailing.ticket, recipient: mailing.recipient, date: now,
        marks: marks(mailing.ticket, sequence), thread: mailing.thread, actor: author.shown,
        isByOperator: author.isOperator, text: mailing.text))
  }

  /// A notice as it would leave now, and why it would not.
  func preview(_ mailing: Mailing, by author: Author) throws -> MailPreview {
    let sequence = try store.upcomingSequence(of: mailing.ticket.id)
    let because =
      settings.notices.isOn(mailing.kind)
      ? try obstacle(to: mailing.recipient.address, in: store) : Self.areOff(mailing.kind)
    return MailPreview(compose(mailing, sequence: sequence, by: author, at: store.now()).mail, withheld: because)
  }

  private static func areOff(_ kind: OutgoingKind) -> String { "notices of the kind \(kind.rawValue) are off" }

  /// Why no automatic mail may go to an address; nil when it may.
  private func obstacle(to address: EmailAddress?, in desk: some Correspondence) throws -> String? {
    guard let address else { return "there is no address to write to" }
    guard address.isDeliverable else { return "\(Words.oneLine(address.original)) is no address that mail can go to" }
    for address in [address, settings.notices.redirectTo].compactMap({ $0 }) where settings.isOurs(address) {
      return "\(address) is an address of this desk"
    }
    if let until = try desk.flaggedUntil(address) {
      return "mail to \(address) came back as undeliverable; no notices until \(until)"
    }
    return nil
  }
}

/// A notice that is due.
struct Mailing {
  var kind: OutgoingKind
  var ticket: Ticket
  var recipient: Person
  var thread: ThreadContinuation?
  var text: String?
  /// Keys of the mail that a `received` notice answers, for the brake on storms.
  var subjectKey: Int64?
  var textKey: Int64?
}
