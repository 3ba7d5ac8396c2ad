/// Which tickets a listing shows; everything nil or false shows all but the closed ones.
package struct TicketFilter: Sendable, Equatable {
  package enum Statuses: Sendable, Equatable {
    /// All but closed.
    case unfinished
    /// Closed and merged ones too.
    case all
    case only(Set<Status>)
  }

  package enum Order: String, Sendable, CaseIterable {
    /// Most urgent first: overdue (oldest due first), high by due, due within 4 hours, later, pending, resolved, closed; then by id.
    case urgency
    /// Newest ticket first.
    case newest
    /// Oldest ticket first.
    case oldest
    /// Latest change first.
    case updated
  }

  package var statuses: Statuses = .unfinished
  package var priority: Priority?
  package var assignee: String?
  package var queue: String?
  /// A requester's address, compared in normal form.
  package var requester: EmailAddress?
  package var tag: String?
  package var overdueOnly = false
  package var unassignedOnly = false
  /// Only tickets created at or after this.
  package var since: Instant?
  /// Only tickets created before this.
  package var until: Instant?
  /// Only tickets with an attachment on any of their messages.
  package var withAttachment = false
  package var order: Order = .urgency
  /// 0 is all.
  package var limit = 50
  /// Where the page before ended; it must be of the same order.
  package var after: TicketCursor?

  package init() {}
}
