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

  @Test(
    arguments: [
      ("2026-11-24T09:12:00Z", "2026-11-24T09:12:00Z"), ("2026-11-24T09:12:00.25+01:00", "2026-11-24T08:12:00.250000Z"),
      ("2024-02-29T23:59:60Z", "2024-03-01T00:00:00Z"), ("1969-12-31t23:59:59z", "1969-12-31T23:59:59Z"),
      ("0001-01-01T00:00:00.123456789-00:30", "0001-01-01T00:30:00.123456Z"),
      ("9999-12-31 23:59:59+23:59", "9999-12-31T00:00:59Z"), ("0000-02-29T00:00:00Z", "0000-02-29T00:00:00Z"),
    ])
  func readsRFC3339(_ text: String, _ expected: String) {
    #expect(Instant(parsing: text)?.description == expected)
  }

  @Test(arguments: [
    "", "2026-11-24", "2026-11-24T09:12:00", "2026-13-01T00:00:00Z", "2026-02-30T00:00:00Z", "2025-02-29T00:00:00Z",
    "2026-11-24T24:00:00Z", "2026-11-24T09:60:00Z", "2026-11-24T09:12:61Z", "2026-11-24T09:12:00.Z",
    "2026-11-24T09:12:00+1:00", "2026-11-24T09:12:00+24:00", "2026-11-24T09:12:00ZZ", "2026/11/24T09:12:00Z",
    "٢٠٢٦-11-24T09:12:00Z", "+026-11-24T09:12:00Z",
  ])
  func whatIsNoMomentIsNotRead(_ text: String) {
    #expect(Instant(parsing: text) == nil)
  }

  @Test func daysOfTheCalendarAreRead() {
    #expect(CivilDate(parsing: "2024-02-29")?.day == 29)
    for text in ["2026-02-29", "2026-00-01", "2026-01-00", "2026-1-1", "2026-01-01 ", ""] {
      #expect(CivilDate(parsing: text) == nil, "\(text)")
    }
  }
}
