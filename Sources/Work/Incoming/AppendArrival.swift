import Desk
import Store
import Triage

extension DeskWork {
  /// A message that joins a ticket.
  ///
  /// Most change nothing of the ticket itself, and then it is not written.
  func append(
    _ appending: Decision.Appending, _ arrival: Arrival, in transaction: Transaction
  ) throws -> Applied {
    try liftFlag(arrival, in: transaction)
    var ticket = try transaction.survivor(of: appending.ticket)
    for later in appending.merging where later > ticket.id {
      ticket = try tie(later, to: ticket, leads: later == appending.rootTicket, in: transaction)
    }
    let before = ticket
    var message = arrival.message(on: ticket.id)
    message.tagPriority = appending.tagPriority
    message.isNewcomer = appending.isNewcomer
    let row = try transaction.insertMessage(message)
    try record(.appended, on: ticket.id, by: .mail, [("message", String(row))], in: transaction)

    if let root = appending.root {
      try transaction.setRoot(message: row, of: ticket.id)
      try adopt(Beginning(root, appending, arrival), into: &ticket, in: transaction)
      try record(.becameRoot, on: ticket.id, by: .mail, [("message", String(row))], in: transaction)
    } else if let level = appending.raisesTo, level > ticket.priority, ticket.prioritySource != .operator {
      try setPriority(of: &ticket, to: level, source: .tag, by: .mail, in: transaction)
    }
    try welcome(appending, arrival, to: ticket, in: transaction)
    if appending.root != nil || !appending.merging.isEmpty { try regroup(ticket, in: transaction) }
    let notices = appending.reopens ? try wake(&ticket, arrival, in: transaction) : 0
    if ticket != before { try save(ticket, in: transaction) }
    return Applied(ticket: ticket.id, message: row, notices: notices, evidence: arrival.decision.evidence)
  }

  /// A message has tied a later ticket to an earlier one.
  ///
  /// - Parameter leads: whether the conversation begins with the later one.
  private func tie(
    _ later: TicketID, to ticket: Ticket, leads: Bool, in transaction: Transaction
  ) throws -> Ticket {
    let elder = leads ? try transaction.ticket(later) : nil
    let root = leads ? try transaction.root(of: later) : nil
    let beginning = try elder.map { Beginning($0, watchers: try transaction.watchers(of: later)) }
    var merged = try absorb(later, into: ticket, company: leads ? .leads : .waits, by: .mail, in: transaction)
    guard let beginning else { return merged }
    if let root { try transaction.setRoot(message: root, of: merged.id) }
    try adopt(beginning, into: &merged, in: transaction)
    try record(.becameRoot, on: merged.id, by: .mail, [("from", later.description)], in: transaction)
    return try save(merged, in: transaction)
  }

  /// The requester has answered: what waited for that, or was thought done, is open again.
  private func wake(_ ticket: inout Ticket, _ arrival: Arrival, in transaction: Transaction) throws -> Int {
    switch ticket.status {
    case .new, .open, .closed:
      return 0
    case .pending:
      clock.move(&ticket, to: .open, at: transaction.now)
      try record(.statusChanged, on: ticket.id, by: .mail, [("from", "pending"), ("to", "open")], in: transaction)
      return 0
    case .resolved:
      reopen(&ticket, at: transaction.now)
      try record(.reopened, on: ticket.id, by: .mail, [("from", "resolved")], in: transaction)
      guard arrival.sendsNotices else { return 0 }
      let author = Author(actor: .mail, shown: arrival.sender.shown, address: arrival.sender.address)
      return try notifyAssignee(.reopened, of: ticket, by: author, in: transaction).rows.count
    }
  }

  /// People whom the message brings in: those of its To and Cc, or its sender, who waits to be let in.
  private func welcome(
    _ appending: Decision.Appending, _ arrival: Arrival, to ticket: Ticket, in transaction: Transaction
  ) throws {
    for person in appending.watchers { try transaction.addWatcher(person, of: ticket.id) }
    guard appending.isNewcomer, let address = arrival.sender.address, !settings.isOurs(address) else { return }
    if try transaction.addWatcher(arrival.sender, of: ticket.id, isNewcomer: true) {
      try record(.newcomer, on: ticket.id, by: .mail, [("address", address.original)], in: transaction)
    }
  }
}
