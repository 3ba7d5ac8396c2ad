import Desk
import Testing

@testable import Dashboard

@Suite struct ClockMarkTests {
  private let now = Instant(seconds: 1_795_684_320)
  private let words: Catalogue

  init() throws { words = try Catalogues()[.english] }

  private func mark(_ status: Status, due: Span?, _ change: (inout Ticket) -> Void = { _ in }) -> ClockMark? {
    var ticket = Ticket(
      id: TicketID(1), queue: "support", subject: "x", status: status, priority: .medium, prioritySource: .queue,
      requester: Person(name: nil, address: nil), createdAt: now - .days(1), updatedAt: now,
      resolveDue: due.map { now + $0 }, firstRespondedAt: now - .hours(20))
    change(&ticket)
    return ClockMark(
      ticket, closeAfter: .days(7), Shown(now: now, timezone: "UTC", words: words))
  }

  /// The words with plain spaces.
  private func word(_ mark: ClockMark?) -> String? { mark?.mark.word.replacing("\u{202F}", with: " ") }

  @Test func whatIsLateSaysByHowMuch() {
    #expect(word(mark(.open, due: .minutes(-130))) == "Overdue 2 h 10 m")
    #expect(word(mark(.new, due: .seconds(-20))) == "Overdue 1 min")
    #expect(mark(.open, due: .minutes(-130))?.mark.kind == "overdue")
  }

  @Test func whatIsNearlyLateIsAmber() {
    #expect(mark(.open, due: .minutes(119))?.mark.kind == "soon")
    #expect(mark(.open, due: .hours(3))?.mark.kind == "soon")
    // Three hours are much of the four that there were.
    #expect(mark(.open, due: .hours(3)) { $0.createdAt = now - .hours(1) }?.mark.kind == "due")
    #expect(mark(.open, due: .hours(30))?.mark.kind == "due")
    #expect(word(mark(.open, due: .hours(30))) == "Due in 1 d")
  }

  @Test func aClockThatStandsSaysWhatIsLeft() {
    #expect(word(mark(.pending, due: .hours(3)) { $0.pendingSince = now - .days(2) }) == "Paused, 2 d left")
    #expect(word(mark(.pending, due: .hours(3)) { $0.pendingSince = now + .hours(5) }) == "Paused, 2 h over")
  }

  @Test func whatIsDoneSaysWhetherItWasInTime() {
    #expect(word(mark(.resolved, due: .hours(3)) { $0.resolvedAt = now - .days(2) }) == "Closes in 5 d")
    #expect(word(mark(.closed, due: .hours(3)) { $0.resolvedAt = now }) == "Kept, 1 d")
    #expect(word(mark(.closed, due: .minutes(-20)) { $0.resolvedAt = now }) == "Missed by 20 min")
  }

  @Test func withoutAPromiseThereIsNoMark() {
    #expect(mark(.open, due: nil) == nil)
    #expect(mark(.closed, due: nil) == nil)
  }

  @Test func timesAtTheEdgesDoNotTrap() {
    for edge in [Instant(microseconds: .min), Instant(microseconds: .max)] {
      #expect(mark(.open, due: .hours(1)) { $0.resolveDue = edge } != nil)
      #expect(mark(.pending, due: .hours(1)) { ($0.pendingSince, $0.createdAt) = (edge, edge) } != nil)
    }
  }
}
