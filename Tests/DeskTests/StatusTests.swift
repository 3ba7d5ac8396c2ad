import Desk
import Testing

@Suite struct StatusTests {
  /// The whole table, so that a change of any cell is seen.
  @Test func allowsExactlyTheseMoves() {
    let allowed: [Status: Set<Status>] = [
      .new: [.open, .pending, .resolved, .closed],
      .open: [.pending, .resolved, .closed],
      .pending: [.open, .resolved, .closed],
      .resolved: [.open, .pending, .closed],
      .closed: [.open],
    ]
    for from in Status.allCases {
      #expect(Set(Status.allCases.filter { from.mayMove(to: $0) }) == allowed[from])
    }
  }

  @Test func aRefusedMoveSaysFromToAndWhatIsPossible() {
    let refusal = #expect(throws: Refusal.self) { try Status.closed.checkMove(to: .pending, of: TicketID(7)) }
    #expect(refusal?.code == .illegalMove)
    let told = "SD-7 is closed and cannot become pending (reopen it first); from closed it can go to: open"
    #expect(refusal?.description == told)
  }

  @Test func aMoveToWhereItStandsIsToldApart() {
    let refusal = #expect(throws: Refusal.self) { try Status.open.checkMove(to: .open, of: TicketID(7)) }
    #expect(refusal?.code == .alreadyThere)
  }

  @Test func theStoredFormComesBack() {
    for status in Status.allCases { #expect(Status(rank: status.rank) == status) }
    for level in Priority.allCases { #expect(Priority(rank: level.rank) == level) }
    #expect(Status(rank: 9) == nil)
    #expect(Priority.high > Priority.medium && Priority.medium > Priority.low)
  }
}
