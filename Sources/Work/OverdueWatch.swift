import Desk
import Store

/// Looks for promises that pass while the desk runs.
///
/// A round costs what has become overdue since the last one and what was changed meanwhile, however many tickets are
/// overdue already. Its first round looks at each of those once: that they have been noted is in their history.
package struct OverdueWatch {
  private let work: DeskWork
  private var walk = OverdueWalk()
  /// The event up to which changes have been looked at; nil before the first round.
  private var event: Int64?

  /// No transaction grows without bound, and no round keeps other writers waiting for long.
  private static let mostAtOnce = 100
  private static let mostEvents = 5000

  package init(_ work: DeskWork) {
    self.work = work
  }

  /// Notes what has become overdue since the last round.
  ///
  /// - Parameter shouldStop: asked between transactions; what is left is found by the next round.
  package mutating func round(shouldStop: () -> Bool = { false }) throws -> [VerbResult] {
    let store = work.store
    // Before the walk: what is changed while it goes on is looked at after it.
    var seen = try event ?? store.lastEventSequence()
    event = seen
    var noted: [VerbResult] = []
    while !shouldStop() {
      var ahead = walk
      let late = try store.overdueTickets(after: &ahead, limit: Self.mostAtOnce)
      noted += try note(late)
      walk = ahead
      if late.count < Self.mostAtOnce { break }
    }
    while !shouldStop() {
      let changed = try store.overdueTickets(changedAfter: seen, limit: Self.mostEvents)
      noted += try note(changed.tickets)
      event = changed.upTo
      if changed.upTo == seen { break }
      seen = changed.upTo
    }
    return noted
  }

  private func note(_ tickets: [TicketID]) throws -> [VerbResult] {
    let store = work.store
    // Read first: most have been noted, and the writer need not wait for that.
    let unnoted = try tickets.filter { id in
      guard let due = try store.ticket(id)?.due else { return false }
      return try !store.isOverdueNoted(due, of: id)
    }
    guard !unnoted.isEmpty else { return [] }
    return try work.perform { transaction in try unnoted.compactMap { try work.noteOverdue($0, in: transaction) } }
  }
}
