/// Where a ticket stands.
package enum Status: String, Sendable, CaseIterable, Codable {
  case new, open, pending, resolved, closed

  /// The stored form, in the order of a ticket's life.
  package var rank: Int {
    switch self {
    case .new: 0
    case .open: 1
    case .pending: 2
    case .resolved: 3
    case .closed: 4
    }
  }

  package init?(rank: Int) {
    guard let status = Self.allCases.first(where: { $0.rank == rank }) else { return nil }
    self = status
  }

  /// Whether somebody still has to do something: the service-level clock runs.
  package var isActive: Bool { self == .new || self == .open }

  /// The one table of moves that a person may make by hand.
  ///
  /// `closed` is final but for `reopen`, which takes both finished states back to `open`. Nothing goes back to `new`.
  package func mayMove(to next: Status) -> Bool {
    switch (self, next) {
    case (_, .new): false
    case (.closed, .open), (.resolved, .open): true
    case (.closed, _): false
    case (let now, let next): now != next
    }
  }

  /// Checks a move against the table.
  ///
  /// - Throws: `Refusal` with `illegalMove`, saying from, to and what is possible instead.
  package func checkMove(to next: Status, of ticket: TicketID) throws(Refusal) {
    guard !mayMove(to: next) else { return }
    if self == next {
      throw Refusal(.alreadyThere, "\(ticket) is already \(rawValue)")
    }
    let possible = Self.allCases.filter { mayMove(to: $0) }.map(\.rawValue).joined(separator: ", ")
    throw Refusal(
      .illegalMove,
      "\(ticket) is \(rawValue) and cannot become \(next.rawValue)" + (self == .closed ? " (reopen it first)" : ""),
      advice: "from \(rawValue) it can go to: \(possible)")
  }
}
