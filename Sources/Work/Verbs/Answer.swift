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
    var ticket = try ticket(id, in: transaction)
    guard let text = try Words.checked(reply.text, for: "reply on \(id)") else { return VerbResult(ticket) }
    guard ticket.status != .closed else {
      throw Refusal(
        .illegalMove, "\(id) is closed and gets no replies", advice: "reopen it first: servicedesk reopen \(id)")
    }
    try checkSize(of: reply.attachments)
    let to = try recipients(of: reply, on: ticket)
    let cc = try copies(of: reply, on: ticket, besides: to, author: author, in: transaction)
    let wasNew = ticket.status == .new
    if wasNew { clock.move(&ticket, to: .open, at: transaction.now) }
    if ticket.firstRespondedAt == nil { ticket.firstRespondedAt = transaction.now }

    let sequence = try transaction.nextSequence(of: id)
    let composed = replies.compose(
      ReplyDraft(
        ticket: ticket, to: to, cc: cc, date: transaction.now, marks: marks(ticket, sequence),
        thread: try continuation(of: id, in: transaction), author: author.shown, text: text,
        attachments: reply.attachments))
    let posting = Posting(
      kind: .reply, ticket: ticket, sequence: sequence, to: to, cc: cc, words: text, author: author)
    let rows = try post(composed, posting, in: transaction)

    let addresses = (to + cc).compactMap(\.address).map { ("to", Optional($0.original)) }
    try record(.replied, on: id, by: actor, [("sequence", String(sequence))] + addresses, in: transaction)
    if wasNew { try record(.statusChanged, on: id, by: actor, [("from", "new"), ("to", "open")], in: transaction) }
    return VerbResult(try save(ticket, in: transaction), Dispatched(rows: rows, people: to + cc))
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
    of reply: Reply, on ticket: Ticket, besides to: [Person], author: Author, in transaction: Transaction
  ) throws -> [Person] {
    let watchers = reply.copiesWatchers ? try transaction.watchers(of: ticket.id) : []
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

  private func checkSize(of attachments: [OutgoingMail.Attachment]) throws {
    let bytes = attachments.reduce(0) { $0 + $1.bytes.count }
    guard bytes <= Self.mostAttachedBytes else {
      throw Refusal(
        .badValue, "the attachments are \(bytes / 1_000_000) MB together",
        advice: "most mail servers refuse more than \(Self.mostAttachedBytes / 1_000_000) MB: send a link instead")
    }
  }
}
