import Desk
import Testing

@Suite struct TicketCursorTests {
  @Test(arguments: TicketFilter.Order.allCases.map(TicketCursor.Walk.list) + [.search])
  func whatItWritesItReads(_ walk: TicketCursor.Walk) {
    for number in [Int64.min, -1, 0, 1, 42, .max] {
      let cursor = TicketCursor(
        walk: walk, asOf: Instant(microseconds: number), group: 5, key: ~number, number: number,
        shown: 1_000_000_000_000)
      #expect(TicketCursor(parsing: cursor.description) == cursor)
    }
  }

  @Test func itCanStandInALinkAsItIs() {
    let cursor = TicketCursor(
      walk: .list(.urgency), asOf: Instant(microseconds: .min), group: 9, key: .min, number: .min, shown: .max)
    let text = cursor.description
    #expect(text.utf8.count <= 80)
    #expect(text.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "." || $0 == "-") })
  }

  @Test(arguments: [
    "", "u", "u.1.2.3.4", "u.1.2.3.4.5.6", "x.1.2.3.4.5", "u.1.10000.3.4.5", "u.1.-1.3.4.5", "u.1.2.3.4.-5",
    "u.zzzzzzzzzzzzzzzz.2.3.4.5", "u.1.2..4.5", "u 1.2.3.4.5", "../../etc", "u.1.2.3.4.5\u{0}",
    "u.0.0.0.0.1y2p0ij32e8e7", "s.0.0.0.9.1y2p0ij32e8dz", "u.0.0.0.0.crle5n1s1",
    String(repeating: "u.", count: 1000), "' OR 1=1",
  ])
  func anythingElseIsNone(_ text: String) {
    #expect(TicketCursor(parsing: text) == nil)
  }
}
