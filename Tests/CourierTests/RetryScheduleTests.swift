import Desk
import Testing

@testable import Courier

@Suite struct RetryScheduleTests {
  private let schedule = RetrySchedule()
  private let now = Instant(seconds: 1_764_000_000)

  @Test func theWaitsGrowAndThenStay() {
    let waits = (1...9).map { schedule.next(after: $0, age: .seconds(0), now: now)?.since(now) }
    #expect(
      waits == [
        .minutes(1), .minutes(5), .minutes(15), .hours(1), .hours(3), .hours(6), .hours(6), .hours(6), .hours(6),
      ])
  }

  @Test func afterFiveDaysAMailIsGivenUp() {
    #expect(schedule.next(after: 20, age: .hours(119), now: now) != nil)
    #expect(schedule.next(after: 20, age: .days(5), now: now) == nil)
  }

  @Test func aDeskThatWasOffForAWeekStillTries() {
    #expect(schedule.next(after: 1, age: .days(7), now: now) == now + .minutes(1))
    #expect(schedule.next(after: 6, age: .days(7), now: now) == now + .hours(6))
    #expect(schedule.next(after: 7, age: .days(7), now: now) == nil)
  }

  @Test func onlyADeferredMailHasANextAttempt() {
    let next = { schedule.next(after: $0, attempt: 1, age: .seconds(5), now: now) }
    #expect(next(.accepted(reply: "250")) == nil)
    #expect(next(.refused(status: nil, reply: "550")) == nil)
    #expect(next(.deferred(status: nil, reply: "450")) == now + .minutes(1))
    #expect(next(.unavailable(reason: "away")) == now, "it waits for the relay, not for its turn")
  }

  /// Nothing that a database could hold makes it trap.
  @Test(arguments: [Int.min, -1, 0, Int.max]) func anyNumberOfAttemptsIsAnswered(_ attempt: Int) {
    #expect(schedule.next(after: attempt, age: .seconds(0), now: now) != nil)
  }
}
