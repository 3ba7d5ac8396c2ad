import MIME
import Testing

@Suite struct DateTests {
  static let cases: [(String, String?)] = [
    ("Mon, 02 Jan 2006 15:04:05 +0000", "2006-01-02T15:04:05Z"),
    ("Mon, 2 Jan 2006 15:04:05 -0700", "2006-01-02T22:04:05Z"),
    ("2 Jan 2006 15:04 +0130", "2006-01-02T13:34:00Z"),
    ("Mon, 2 Jan 2006 15:04:05 GMT", "2006-01-02T15:04:05Z"),
    ("Mon, 2 Jan 2006 15:04:05 EST", "2006-01-02T20:04:05Z"),
    ("Mon, 2 Jan 2006 15:04:05 PDT", "2006-01-02T22:04:05Z"),
    ("Mon, 2 Jan 2006 15:04:05 Z", "2006-01-02T15:04:05Z"),
    ("Mon, 2 Jan 2006 15:04:05 +0200 (CEST)", "2006-01-02T13:04:05Z"),
    ("Mon, 2 Jan 2006 15:04:05 GMT+0200", "2006-01-02T13:04:05Z"),
    ("Mon, 2 Jan 2006 15:04:05", "2006-01-02T15:04:05Z"),
    ("Mon, 2 Jan 06 15:04:05 +0000", "2006-01-02T15:04:05Z"),
    ("Mon, 2 Jan 97 15:04:05 +0000", "1997-01-02T15:04:05Z"),
    ("Mon, 2 Jan 106 15:04:05 +0000", "2006-01-02T15:04:05Z"),
    ("Mon Jan  2 15:04:05 2006", "2006-01-02T15:04:05Z"),
    ("Mon Jan  2 15:04:05 EST 2006", "2006-01-02T20:04:05Z"),
    ("Monday, 02-Jan-06 15:04:05 GMT", "2006-01-02T15:04:05Z"),
    ("2006-01-02T15:04:05+01:00", "2006-01-02T14:04:05Z"),
    ("2006-01-02 15:04:05", "2006-01-02T15:04:05Z"),
    ("Mon,\r\n 2 Jan\r\n 2006 15:04:05 +0000", "2006-01-02T15:04:05Z"),
    ("Mon, (a (nested) comment) 2 Jan 2006 15:04:05 +0000", "2006-01-02T15:04:05Z"),
    ("Thu, 29 Feb 2024 23:59:60 +0000", "2024-03-01T00:00:00Z"),
    ("Thu, 01 Jan 1970 00:00:00 +0000", "1970-01-01T00:00:00Z"),
    ("Fri, 31 Dec 1999 23:59:59 -2359", "2000-01-01T23:58:59Z"),
    ("Sat, 01 Jan 2099 00:00:00 +0000", "2099-01-01T00:00:00Z"),
    ("Jan 2, 2006 3:04:05 PM +0000", "2006-01-02T15:04:05Z"),
    ("12 Jan 2006 12:30:00 AM +0000", "2006-01-12T00:30:00Z"),
    ("", nil),
    ("yesterday", nil),
    ("99 Foo 2006", nil),
    ("00 Jan 2006 15:04:05", nil),
    ("999999999999999999999999 Jan 999999999999999 99:99:99 +999999", nil),
  ]

  @Test(arguments: cases) func readsAsMeant(_ field: String, _ expected: String?) {
    #expect(message("Date: \(field)\n\n").date?.description == expected)
  }

  @Test(arguments: [0, 1, 951_782_400, 1_709_164_800, -1, -62_135_596_800, 253_402_300_799] as [Int64])
  func whatIsWrittenIsReadBack(_ seconds: Int64) {
    for zone in [0, 60, -420, 330, 845] {
      let moment = DateTime(seconds: seconds, zoneMinutes: zone)
      let read = message("Date: \(moment.headerText)\n\n").date
      // Two-digit centuries and what lies before year 1000 read differently by rule.
      guard seconds > 0, seconds < 253_402_000_000 else { continue }
      #expect(read == moment)
    }
  }

  @Test func theTopmostReceivedSaysWhenItCame() {
    let mail = message(
      "Received: from a by b; Mon, 2 Jan 2006 15:04:05 +0000\nReceived: x; Mon, 2 Jan 2006 14:00:00 +0000\n\n")
    #expect(mail.received?.description == "2006-01-02T15:04:05Z")
  }
}
