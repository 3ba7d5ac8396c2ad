package import Desk
package import MIME
import Notices
package import Store

/// What an operator writes to the requester.
package struct Reply: Sendable {
  package var text: String
  /// Instead of the requester, where not empty.
  package var to: [EmailAddress]
  /// Besides the watchers.
  package var cc: [EmailAddress]
  package var copiesWatchers: Bool
  package var attachments: [OutgoingMail.Attachment]

  package init(
    text: String, to: [EmailAddress] = [], cc: [EmailAddress] = [], copiesWatchers: Bool = true,
    attachments: [OutgoingMail.Attachment] = []
  ) {
    self.text = text
    self.to = to
    self.cc = cc
    self.copiesWatchers = copiesWatchers
    self.attachments = attachments
  }
}

extension DeskWork {
  /// More than most mail servers take.
  private static let mostAttachedBytes = 25_000_000

  /// Writes to the requester, with copies to the watchers: one message, one row of the outbox a recipient.
  ///
  /// A `new` ticket becomes `open`; the first reply keeps the promise of a first response.
  ///
  /// - Throws: `Refusal` with `illegalMove` on a closed ticket, `emptyText`, `noRecipient`, or `badValue` for an
  ///   address that no mail can go to or attachments that are too large.
  @discardableResult
  package func reply(
    _ id: TicketID, _ reply: Reply, by actor: Actor, in transaction: Transaction
  ) throws -> VerbResult {
    let author = try author(actor, in: transaction)
    let before = try ticket(id, in: transaction)
    let answer = try prepare(reply, on: before, by: author, at: transaction.now, in: transaction)
    let sequence = try transaction.nextSequence(of: id)
    let composed = try compose(answer, sequence: sequence, at: transaction.now, in: transaction)
    let posting = Posting(
      kind: .reply, ticket: answer.ticket, sequence: sequence, to: answer.to, cc: answer.cc, words: answer.text,
      author: author)
    let rows = try post(composed, posting, in: transaction)

    let addresses = (answer.to + answer.cc).compactMap(\.address).map { ("to", Optional($0.original)) }
    try record(.replied, on: id, by: actor, [("sequence", String(sequence))] + addresses, in: transaction)
    if before.status != answer.ticket.status {
      try record(.statusChanged, on: id, by: actor, [("from", "new"), ("to", "open")], in: transaction)
    }
    let ticket = try save(answer.ticket, in: transaction)
    return VerbResult(ticket, Dispatched(rows: rows, people: answer.to + answer.cc))
  }

  /// A reply as it would leave now: composed by what `reply` composes with, nothing is written.
  ///
  /// Looks beside the writer and holds nobody up.
  ///
  /// - Throws: as `reply`.
  package func preview(_ reply: Reply, on id: TicketID, by actor: Actor) throws -> MailPreview {
    let now = store.now()
    let author = try author(actor, in: store)
    let answer = try prepare(reply, on: ticket(id), by: author, at: now, in: store)
    let sequence = try store.upcomingSequence(of: id)
    return MailPreview(try compose(answer, sequence: sequence, at: now, in: store).mail)
  }

  /// A reply that has been checked, with the ticket as it leaves it.
  private struct Answer {
    var ticket: Ticket
    var to: [Person]
    var cc: [Person]
    var text: String
    var author: Author
    var attachments: [OutgoingMail.Attachment]
  }

  private func prepare(
    _ reply: Reply, on before: Ticket, by author: Author, at now: Instant, in desk: some Correspondence
  ) throws -> Answer {
    var ticket = before
    let text = try Words.needed(reply.text, for: "reply on \(ticket.id)")
    guard ticket.status != .closed else {
      throw Refusal(
        .illegalMove, "\(ticket.id) is closed and gets no replies",
        advice: "reopen it first: servicedesk reopen \(ticket.id)")
    }
    try Self.checkSize(of: reply.attachments)
    let to = try recipients(of: reply, on: ticket)
    let cc = try copies(of: reply, on: ticket, besides: to, author: author, in: desk)
    if ticket.status == .new { clock.move(&ticket, to: .open, at: now) }
    if ticket.firstRespondedAt == nil { ticket.firstRespondedAt = now }
    return Answer(ticket: ticket, to: to, cc: cc, text: text, author: author, attachments: reply.attachments)
  }

  private func compose(
    _ answer: Answer, sequence: Int64, at now: Instant, in desk: some Correspondence
  ) throws -> ComposedMail {
    replies.compose(
      ReplyDraft(
        ticket: answer.ticket, to: answer.to, cc: answer.cc, date: now, marks: marks(answer.ticket, sequence),
        thread: try continuation(of: answer.ticket.id, for: .reply, in: desk), author: answer.author.shown,
        text: answer.text,
        attachments: answer.attachments))
  }

  private func recipients(of reply: Reply, on ticket: Ticket) throws -> [Person] {
    guard reply.to.isEmpty else { return try reply.to.map(outsider) }
    guard let address = ticket.requester.address, address.isDeliverable, !settings.isOurs(address) else {
      throw Refusal(
        .noRecipient, "\(ticket.id) has no requester that mail can go to (\(Words.oneLine(ticket.requester.shown)))",
        advice: "name somebody with --to, or change the requester")
    }
    return [ticket.requester]
  }

  /// Watchers and those named; nobody twice, nobody of the desk's own, and not who writes.
  private func copies(
    of reply: Reply, on ticket: Ticket, besides to: [Person], author: Author, in desk: some Correspondence
  ) throws -> [Person] {
    let watchers = reply.copiesWatchers ? try desk.watchers(of: ticket.id) : []
    let reachable = watchers.filter { watcher in
      guard let address = watcher.address, address.isDeliverable, !settings.isOurs(address) else { return false }
      return address != author.address
    }
    var seen = Set(to.compactMap(\.address))
    return (reachable + (try reply.cc.map(outsider))).filter { person in
      person.address.map { seen.insert($0).inserted } ?? false
    }
  }

  private func outsider(_ address: EmailAddress) throws -> Person {
    let person = Person(name: nil, address: address)
    _ = try outsideAddress(of: person)
    return person
  }

  /// - Throws: `Refusal` with `badValue` for more than a mail can carry.
  static func checkSize(of attachments: [OutgoingMail.Attachment]) throws(Refusal) {
    let bytes = attachments.reduce(0) { $0 + $1.bytes.count }
    guard bytes <= mostAttachedBytes else {
      throw Refusal(
        .badValue, "the attachments are \(bytes / 1_000_000) MB together",
        advice: "most mail servers refuse more than \(mostAttachedBytes / 1_000_000) MB: send a link instead")
    }
  }
}
