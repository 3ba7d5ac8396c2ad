import Desk
import Store
import Triage

/// The first message of a conversation as its ticket sees it: what the ticket would have been had it come first.
struct Beginning {
  var requester: Person
  var subject: String
  var at: Instant
  var priority: Priority
  var prioritySource: Priority.Source
  /// The people in its To and Cc.
  var watchers: [Person]

  /// A message that its own answers were faster than.
  init(_ root: Decision.Root, _ appending: Decision.Appending, _ arrival: Arrival) {
    requester = root.requester
    subject = root.subject
    at = arrival.mail.receivedAt
    priority = root.priority
    prioritySource = root.prioritySource
    watchers = appending.watchers
  }

  /// A ticket whose first message the other ticket's answers.
  init(_ elder: Ticket, watchers: [Person]) {
    requester = elder.requester
    subject = elder.subject
    at = elder.createdAt
    priority = elder.priority
    prioritySource = elder.prioritySource
    self.watchers = watchers
  }
}

extension DeskWork {
  /// Makes a ticket what it would be had its beginning come first, so that the order of arrival makes no difference.
  func adopt(_ beginning: Beginning, into ticket: inout Ticket, in transaction: Transaction) throws {
    let before = ticket
    try demoteFirstSender(of: before, for: beginning, in: transaction)
    ticket.requester = beginning.requester
    ticket.subject = beginning.subject
    ticket.createdAt = beginning.at
    // The due times keep their distance from where the ticket begins: what the clock has stood still is in it.
    let moved = ticket.createdAt.since(before.createdAt)
    ticket.firstResponseDue = ticket.firstResponseDue.map { $0 + moved }
    ticket.resolveDue = ticket.resolveDue.map { $0 + moved }
    let (level, source) = try priority(of: ticket, from: beginning, in: transaction)
    if level != ticket.priority {
      try setPriority(of: &ticket, to: level, source: source, by: .mail, in: transaction)
    } else {
      ticket.prioritySource = source
    }
  }

  /// The higher of what the beginning alone would have had and what its answers' tags ask for, unless an operator chose.
  private func priority(
    of ticket: Ticket, from beginning: Beginning, in transaction: Transaction
  ) throws -> (Priority, Priority.Source) {
    guard ticket.prioritySource != .operator else { return (ticket.priority, .operator) }
    guard beginning.prioritySource != .operator, let tagged = try transaction.highestTagPriority(of: ticket.id),
      tagged > beginning.priority
    else { return (beginning.priority, beginning.prioritySource) }
    return (tagged, .tag)
  }

  /// Who opened the ticket with an answer would have been a newcomer, and the people in its Cc nobody.
  ///
  /// Only on a ticket that somebody has had in hand, who may have let some of them in: they are not dropped, and wait to
  /// be let in again. On any other `regroup` makes the group anew.
  private func demoteFirstSender(
    of ticket: Ticket, for beginning: Beginning, in transaction: Transaction
  ) throws {
    guard ticket.requester.address != beginning.requester.address, try !isRegrouped(ticket, in: transaction) else {
      return
    }
    let invited = Set(beginning.watchers.compactMap(\.address))
    for watcher in try transaction.watchers(of: ticket.id) {
      guard let address = watcher.address, !invited.contains(address) else { continue }
      try transaction.removeWatcher(address, of: ticket.id)
      try transaction.addWatcher(watcher, of: ticket.id, isNewcomer: true)
    }
    if let address = ticket.requester.address, !invited.contains(address) {
      try transaction.addWatcher(ticket.requester, of: ticket.id, isNewcomer: true)
    }
    if let address = beginning.requester.address { try transaction.removeWatcher(address, of: ticket.id) }
  }
}
