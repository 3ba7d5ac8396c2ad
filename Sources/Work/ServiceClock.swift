import Desk

/// When the promises of a ticket fall due: plain elapsed time, standing still while the ticket waits for its requester.
///
/// Once somebody has responded, that promise is kept or missed for good: what happens later does not move it.
struct ServiceClock {
  let levels: ServiceLevels

  /// Sets both due times from when the ticket was made.
  func start(_ ticket: inout Ticket) {
    ticket.firstResponseDue = ticket.createdAt + levels[ticket.priority].firstResponse
    ticket.resolveDue = ticket.createdAt + levels[ticket.priority].resolve
  }

  /// Gives a ticket another priority.
  ///
  /// What the clock has stood still so far stays granted.
  func change(_ ticket: inout Ticket, to priority: Priority, source: Priority.Source) {
    let paused = pausedSoFar(ticket)
    let promised = ticket.firstResponseDue
    ticket.priority = priority
    ticket.prioritySource = source
    start(&ticket)
    ticket.firstResponseDue = ticket.firstRespondedAt == nil ? ticket.firstResponseDue.map { $0 + paused } : promised
    ticket.resolveDue = ticket.resolveDue.map { $0 + paused }
  }

  /// Moves a ticket to another status: the clock stops on the way into `pending` and goes on, later by that span, on
  /// the way out.
  func move(_ ticket: inout Ticket, to status: Status, at now: Instant) {
    if let since = ticket.pendingSince, status != .pending {
      let span = max(Span(microseconds: 0), now.since(since))
      if ticket.firstRespondedAt == nil { ticket.firstResponseDue = ticket.firstResponseDue.map { $0 + span } }
      ticket.resolveDue = ticket.resolveDue.map { $0 + span }
      ticket.pendingSince = nil
    }
    if status == .pending, ticket.pendingSince == nil { ticket.pendingSince = now }
    ticket.status = status
  }

  /// By how much the due times have been moved on: the stored due time against what it was at first.
  private func pausedSoFar(_ ticket: Ticket) -> Span {
    guard let due = ticket.resolveDue else { return Span(microseconds: 0) }
    return max(Span(microseconds: 0), due.since(ticket.createdAt + levels[ticket.priority].resolve))
  }
}
