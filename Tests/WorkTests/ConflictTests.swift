import Desk
import Store
import Testing
import Triage
import Work

@Suite("Two at the same ticket")
struct ConflictTests {
  private func conflict(_ bench: Workbench, _ version: TicketVersion, _ id: TicketID) throws -> Refusal {
    try refusal { try bench.work.perform { try bench.work.require(version, of: id, in: $0) } }
  }

  @Test("nothing is in the way while the ticket is as it was, or nobody asks")
  func passes() throws {
    let bench = try Workbench()
    let id = try bench.ticket()
    let version = TicketVersion(try bench.stored(id))
    let parsed = try #require(TicketVersion(parsing: version.description))
    #expect(parsed == version)
    try bench.work.perform { transaction in
      try bench.work.require(parsed, of: id, in: transaction)
      try bench.work.require(nil, of: TicketID(99), in: transaction)
    }
    #expect(
      try refusal { try bench.work.perform { try bench.work.require(version, of: TicketID(99), in: $0) } }.code
        == .unknownTicket)
  }

  @Test("a conflict says who did what since")
  func tells() throws {
    let bench = try Workbench()
    let id = try bench.ticket()
    let version = TicketVersion(try bench.stored(id))
    bench.advance(.minutes(1))
    try bench.act { try $0.assign(id, to: "bob", by: Workbench.alice, in: $1) }
    bench.advance(.minutes(1))
    try bench.act { try $0.changeStatus(id, to: .pending, by: Workbench.bob, in: $1) }
    bench.advance(.minutes(1))
    try bench.arrive(Letter(id: "q2@acme.example"), .append(.init(ticket: id, reopens: true, isNewcomer: false)))
    let refused = try conflict(bench, version, id)
    #expect(refused.code == .conflict)
    #expect(
      refused.what == """
        \(id) is not as it was when you looked: Alice Weiss assigned it to bob and moved it to open; \
        bob moved it to pending; Ana Lima wrote and moved it to open
        """)
    #expect(refused.advice?.contains("has not been done") == true)
    #expect(
      try bench.work.changes(of: id, since: version).map(\.kind)
        == [.assigned, .statusChanged, .statusChanged, .appended, .statusChanged])
  }

  @Test("only what happened since is told, and mail that leaves is no change")
  func tellsOnlyNews() throws {
    let bench = try Workbench()
    let id = try bench.ticket()
    try bench.act { try $0.note(id, text: "old", by: Workbench.alice, in: $1) }
    let version = TicketVersion(try bench.stored(id))
    bench.advance(.minutes(1))
    try bench.act { try $0.note(id, text: "new", by: Workbench.bob, in: $1) }
    let refused = try conflict(bench, version, id)
    #expect(refused.what.hasSuffix(": bob wrote a note"))
    let now = TicketVersion(try bench.stored(id))
    let row = try bench.act { try $0.resolve(id, text: "x", by: Workbench.bob, in: $1) }.mails
    let resolved = TicketVersion(try bench.stored(id))
    #expect(now != resolved)
    try bench.work.perform { transaction in
      for number in row { try bench.work.cancelOutbox(number, by: Workbench.bob, in: transaction) }
    }
    #expect(TicketVersion(try bench.stored(id)) == resolved)
  }

  @Test("a change is seen even when the clock was set back")
  func doesNotTrustTheClock() throws {
    let bench = try Workbench()
    let id = try bench.ticket()
    let version = TicketVersion(try bench.stored(id))
    bench.advance(.minutes(-10))
    try bench.act { try $0.prioritise(id, as: .high, by: Workbench.bob, in: $1) }
    #expect(try bench.stored(id).updatedAt == version.updatedAt)
    #expect(try conflict(bench, version, id).what.contains("not as it was"))
  }

  @Test("a merged ticket names the one to go on with")
  func namesTheSurvivor() throws {
    let bench = try Workbench()
    let ids = try bench.tickets(2)
    let version = TicketVersion(try bench.stored(ids[1]))
    try bench.act { try $0.merge(ids[0], ids[1], by: Workbench.bob, in: $1) }
    #expect(try conflict(bench, version, ids[1]).description.contains("go on with \(ids[0])"))
  }

  @Test("what a stranger is called puts no line or control into the sentence")
  func isOneLine() throws {
    let bench = try Workbench()
    let id = try bench.ticket()
    let version = TicketVersion(try bench.stored(id))
    bench.advance(.minutes(1))
    let eve = Person(name: "Eve\u{1B}[31m", address: EmailAddress("eve@acme.example"))
    try bench.arrive(
      Letter(from: eve, id: "q2@acme.example"), .append(.init(ticket: id, reopens: false, isNewcomer: false)))
    let what = try conflict(bench, version, id).what
    #expect(what.unicodeScalars.allSatisfy { $0.value >= 0x20 })
  }
}
