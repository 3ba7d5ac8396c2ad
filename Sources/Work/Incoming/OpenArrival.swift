import Desk
import Notices
import Store
import Triage

extension DeskWork {
  /// A message that begins a ticket.
  func open(_ opening: Decision.Opening, _ arrival: Arrival, in transaction: Transaction) throws -> Applied {
    try liftFlag(arrival, in: transaction)
    let queue = settings.queue(named: opening.queue)
    let ticket = try openTicket(
      NewTicket(
        queue: opening.queue, subject: opening.subject, priority: opening.priority,
        prioritySource: opening.prioritySource, requester: opening.requester,
        assignee: try queue.flatMap { try standingAssignee(of: $0, in: transaction) },
        createdAt: arrival.mail.receivedAt), in: transaction)
    var message = arrival.message(on: ticket.id)
    message.tagPriority = opening.tagPriority
    let row = try transaction.insertMessage(message)
    try record(
      .opened, on: ticket.id, by: .mail,
      [("priority", ticket.priority.rawValue), ("source", ticket.prioritySource.rawValue)], in: transaction)
    for watcher in opening.watchers { try transaction.addWatcher(watcher, of: ticket.id) }
    for link in opening.links {
      try insertLink(
        TicketLink(ticket: ticket.id, other: link.ticket, kind: link.kind), by: .mail, in: transaction)
    }
    let sent = try notify(of: ticket, opening, arrival, in: transaction)
    return Applied(ticket: ticket.id, message: row, notices: sent.rows, evidence: sent.evidence)
  }

  private func notify(
    of ticket: Ticket, _ opening: Decision.Opening, _ arrival: Arrival, in transaction: Transaction
  ) throws -> (rows: Int, evidence: [Evidence]) {
    let author = Author(actor: .mail, shown: arrival.sender.shown, address: arrival.sender.address)
    var rows = 0
    if let assignee = ticket.assignee {
      try record(.assigned, on: ticket.id, by: .desk, [("to", assignee)], in: transaction)
      if arrival.sendsNotices, case .send = opening.notice {
        rows += try notifyAssignee(
          .assigned, of: ticket, by: Author(actor: .desk, shown: settings.name, address: author.address),
          in: transaction
        ).rows.count
      }
    }
    guard case .send(let requester) = opening.notice else { return (rows, arrival.decision.evidence) }
    guard arrival.sendsNotices else {
      return (rows, arrival.evidence(withholdingNotice: "this run writes to nobody (--no-notices)"))
    }
    let sent = try dispatch(
      Mailing(
        kind: .received, ticket: ticket, recipient: requester,
        thread: ThreadContinuation(arrival.mail, from: arrival.sender, references: arrival.inquiry.references),
        subjectKey: arrival.inquiry.subjectKey, textKey: arrival.inquiry.textKey), by: author, in: transaction)
    guard let because = sent.withheld.first else { return (rows + sent.rows.count, arrival.decision.evidence) }
    return (rows, arrival.evidence(withholdingNotice: because))
  }
}
