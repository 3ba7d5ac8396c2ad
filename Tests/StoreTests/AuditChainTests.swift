import Desk
import GRDB
import Store
import Testing

@Suite struct AuditChainTests {
  private let desk: TestStore

  init() throws {
    desk = try TestStore()
    try desk.store.write { transaction in
      for number in 1...6 {
        try transaction.append(
          Event(
            at: transaction.now, kind: .assigned, actor: "mara", ticket: TicketID(Int64(number)),
            details: number == 3 ? [] : [Event.Detail("to", "jo \(number)"), Event.Detail("from", "nobody")]))
      }
    }
  }

  private func edit(_ sql: String) throws {
    var configuration = Configuration()
    configuration.foreignKeysEnabled = false
    try DatabaseQueue(path: desk.path, configuration: configuration).write { try $0.execute(sql: sql) }
  }

  private func firstBad(_ expected: AuditHead? = nil) throws -> Int64? {
    let report = try desk.store.verifyAudit(expecting: expected)
    #expect(report.isWhole == (report.firstBad == nil))
    return report.firstBad
  }

  @Test func anUntouchedChainIsWhole() throws {
    let report = try desk.store.verifyAudit(expecting: try desk.store.auditHead())
    #expect(report.isWhole)
    #expect(report.events == 6)
    #expect(report.head.sequence == 6)
    #expect(report.erased == 0)
  }

  @Test func anEmptyLogIsWhole() throws {
    let empty = try TestStore()
    let report = try empty.store.verifyAudit()
    #expect(report.isWhole)
    #expect(report.head.sequence == 0)
  }

  @Test func detailsComeBackInTheirOrder() throws {
    let event = try #require(try desk.store.events(of: TicketID(2)).first)
    #expect(event.details == [Event.Detail("to", "jo 2"), Event.Detail("from", "nobody")])
    #expect(try desk.store.eventLog(ticket: nil, since: nil, limit: 2).map(\.sequence) == [6, 5])
  }

  @Test(arguments: [
    "UPDATE event SET actor = 'eve' WHERE sequence = 4",
    "UPDATE event SET at = at + 1 WHERE sequence = 4",
    "UPDATE event SET ticket = 9 WHERE sequence = 4",
    "UPDATE event SET ticket = NULL WHERE sequence = 4",
    "UPDATE event SET kind = 'closed' WHERE sequence = 4",
    "UPDATE event SET kind = 'no such kind' WHERE sequence = 4",
    "UPDATE event SET hash = zeroblob(32) WHERE sequence = 4",
    "UPDATE event SET details_digest = NULL WHERE sequence = 4",
    "UPDATE event_detail SET details = '[[\"to\",\"eve\"]]' WHERE sequence = 4",
    "UPDATE event_detail SET salt = zeroblob(16) WHERE sequence = 4",
    "DELETE FROM event_detail WHERE sequence = 4",
    "DELETE FROM event WHERE sequence = 4",
  ])
  func theFirstRowThatWasChangedOrRemovedIsNamed(_ sql: String) throws {
    try edit(sql)
    #expect(try firstBad() == 4)
  }

  @Test func detailsPutBesideAnEventThatHadNoneAreNamed() throws {
    try edit("INSERT INTO event_detail VALUES (3, zeroblob(16), '[]')")
    #expect(try firstBad() == 3)
  }

  @Test func aRowPutInIsNamed() throws {
    try edit(
      """
      UPDATE event SET sequence = sequence + 100 WHERE sequence > 3;
      UPDATE event_detail SET sequence = sequence + 100 WHERE sequence > 3;
      UPDATE event SET sequence = sequence - 99 WHERE sequence > 3;
      UPDATE event_detail SET sequence = sequence - 99 WHERE sequence > 3;
      INSERT INTO event SELECT 4, at, kind, actor, ticket, NULL, hash FROM event WHERE sequence = 3;
      """)
    #expect(try firstBad() == 4)
  }

  @Test func twoRowsThatChangedPlacesAreNamed() throws {
    try edit(
      """
      UPDATE event SET sequence = 100 WHERE sequence = 2; UPDATE event SET sequence = 2 WHERE sequence = 5;
      UPDATE event SET sequence = 5 WHERE sequence = 100
      """)
    #expect(try firstBad() == 2)
  }

  @Test func aCutTailIsFoundWithAHeadKeptElsewhere() throws {
    let kept = try desk.store.auditHead()
    try edit("DELETE FROM event_detail WHERE sequence > 4; DELETE FROM event WHERE sequence > 4")
    #expect(try firstBad() == nil, "a chain alone cannot know how long it was")
    let report = try desk.store.verifyAudit(expecting: kept)
    #expect(report.firstBad == 5)
    #expect(report.sentence.contains("tail was cut"))
  }

  @Test func aRewrittenTailIsFoundWithAHeadKeptElsewhere() throws {
    let kept = try desk.store.auditHead()
    try edit("DELETE FROM event_detail WHERE sequence = 6; DELETE FROM event WHERE sequence = 6")
    try desk.store.write { _ = try $0.append(Event(at: $0.now, kind: .closed, actor: "eve")) }
    #expect(try firstBad() == nil)
    #expect(try firstBad(kept) == 6)
  }

  @Test func detailsLeftBehindByACutTailAreFoundWithoutAHead() throws {
    try edit("DELETE FROM event WHERE sequence > 4")
    #expect(try firstBad() == 5)
  }

  @Test func erasedDetailsLeaveAChainThatVerifiesAndSaysSo() throws {
    try desk.store.write { _ = try $0.eraseDetails(of: [1, 2, 3, 5], actor: "mara") }
    let report = try desk.store.verifyAudit()
    #expect(report.isWhole)
    #expect(report.erased == 3)
    #expect(try desk.store.events(of: TicketID(2)).first?.details == [])
    let event = try #require(try desk.store.eventLog(ticket: nil, since: nil, limit: 1).first)
    #expect(event.kind == .erased)
    #expect(event.details == [Event.Detail("events", "1-2,5")])
    try edit("DELETE FROM event_detail WHERE sequence = 6")
    #expect(try firstBad() == 6, "a quiet erasure beside an honest one is still found")
  }

  @Test func theHeadIsReadBackFromItsText() throws {
    let head = try desk.store.auditHead()
    #expect(AuditHead(parsing: head.description) == head)
    for text in [
      "", "6", "6:", "6:zz", "-1:" + String(repeating: "0", count: 64), "6:" + String(repeating: "+0", count: 32),
    ] {
      #expect(AuditHead(parsing: text) == nil, "\(text)")
    }
  }

  @Test func anotherDesksChainIsNotTakenForOurs() throws {
    try edit("UPDATE setting SET value = 'other' WHERE name = 'desk_id'")
    #expect(try desk.another(.read).verifyAudit().firstBad == 1)
  }
}
