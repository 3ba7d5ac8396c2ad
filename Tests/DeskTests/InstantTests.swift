import Desk
import Testing

@Suite struct InstantTests {
  @Test(arguments: [
    (0, "1970-01-01T00:00:00Z"), (951_782_400, "2000-02-29T00:00:00Z"), (1_795_478_400, "2026-11-24T00:00:00Z"),
    (-1, "1969-12-31T23:59:59Z"), (4_102_444_799, "2099-12-31T23:59:59Z"), (-62_135_596_800, "0001-01-01T00:00:00Z"),
  ])
  func printsRFC3339(seconds: Int, text: String) {
    #expect(Instant(seconds: Int64(seconds)).description == text)
  }

  @Test func printsMicrosecondsOnlyWhenThereAreSome() {
    #expect(Instant(microseconds: 1_500_000).description == "1970-01-01T00:00:01.500000Z")
    #expect(Instant(microseconds: -500_000).description == "1969-12-31T23:59:59.500000Z")
  }

  @Test func arithmeticClampsInsteadOfTrapping() {
    #expect(Instant(microseconds: .max) + .days(1) == Instant(microseconds: .max))
    #expect(Instant(microseconds: .min) - .days(1) == Instant(microseconds: .min))
    #expect(Instant(seconds: .max) == Instant(microseconds: .max))
    #expect(Instant(microseconds: .min).since(Instant(microseconds: .max)) == Span(microseconds: .min))
    #expect(!Instant(microseconds: .min).description.isEmpty)
    #expect(!Instant(microseconds: .max).description.isEmpty)
  }

  @Test func knowsTheWeekday() {
    #expect(CivilTime(Instant(seconds: 0)).weekday == 4)
    #expect(CivilTime(Instant(seconds: 1_795_478_400)).weekday == 2)
    #expect(CivilTime(Instant(seconds: -86_400)).weekday == 3)
  }
}
