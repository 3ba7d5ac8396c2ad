/// Why a ticket stands where it does in the most urgent order: the groups of a listing, first to last.
package enum UrgencyGroup: String, Sendable, CaseIterable {
  /// A promise is broken.
  case overdue
  /// High priority, in time.
  case high
  /// Due within four hours.
  case soon
  /// Somebody has to do something, later than that.
  case later
  /// Waiting for the requester.
  case pending
  case resolved
  /// Closed, and merged into another.
  case closed

  /// How far ahead a due time is soon.
  package static let soonSpan = Span.hours(4)

  /// The group of a ticket at a moment; of the first that hold.
  package static func of(_ ticket: Ticket, at now: Instant) -> UrgencyGroup {
    switch ticket.status {
    case .pending: return .pending
    case .resolved: return .resolved
    case .closed: return .closed
    case .new, .open: break
    }
    if ticket.isOverdue(at: now) { return .overdue }
    if ticket.priority == .high { return .high }
    return ticket.due.map { $0 < now + soonSpan } ?? false ? .soon : .later
  }
}
