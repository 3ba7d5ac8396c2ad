import Desk
import Store
import Triage

extension DeskWork {
  /// The message that the ticket's first one answers has come late: the ticket becomes what it would be had it come
  /// first, so that the order of arrival makes no difference.
  func adopt(
    _ root: Decision.Root, message row: Int64, into ticket: inout Ticket, _ appending: Decision.Appending,
    _ arrival: Arrival, in transaction: Transaction
  ) throws {
    let before = ticket
    try transaction.setRoot(message: row, of: ticket.id)
    try demoteFirstSender(of: before, for: root, watchers: appending.watchers, in: transaction)
    ticket.requester = root.requester
    ticket.subject = root.subject
    ticket.createdAt = arrival.mail.receivedAt
    let (level, source) = try priority(of: ticket, from: root, in: transaction)
    // The due times count from the new beginning; what the clock has stood still is in their distance from the old one.
    let moved = ticket.createdAt.since(before.createdAt)
    ticket.firstResponseDue = ticket.firstResponseDue.map { $0 + moved }
    ticket.resolveDue = ticket.resolveDue.map { $0 + moved }
    if level != ticket.priority || source != ticket.prioritySource {
      clock.change(&ticket, to: level, source: source)
    }
    try record(
      .becameRoot, on: ticket.id, by: .mail,
      [
        ("message", String(row)),
        ("priority", level == before.priority ? nil : level.rawValue),
      ], in: transaction)
  }

  /// The higher of what the root alone would have had and what its answers' tags ask for, unless an operator chose.
  private func priority(
    of ticket: Ticket, from root: Decision.Root, in transaction: Transaction
  ) throws -> (Priority, Priority.Source) {
    guard ticket.prioritySource != .operator else { return (ticket.priority, .operator) }
    guard let tagged = try transaction.highestTagPriority(of: ticket.id), tagged > root.priority else {
      return (root.priority, root.prioritySource)
    }
    return (tagged, .tag)
  }

  /// Who opened the ticket with an answer would have been a newcomer, and the people in its Cc nobody: unless an
  /// operator has worked on the ticket since, it is put as it would have been.
  private func demoteFirstSender(
    of ticket: Ticket, for root: Decision.Root, watchers: [Person], in transaction: Transaction
  ) throws {
    guard ticket.requester.address != root.requester.address else { return }
    let invited = Set(watchers.compactMap(\.address))
    if ticket.status == .new {
      for address in try transaction.watchers(of: ticket.id).compactMap(\.address) where !invited.contains(address) {
        try transaction.removeWatcher(address, of: ticket.id)
      }
    }
    if let address = ticket.requester.address, !invited.contains(address) {
      try transaction.addWatcher(ticket.requester, of: ticket.id, isNewcomer: true)
    }
  }
}
