import Desk
import Store
import Testing
import Work

@Suite struct DraftTests {
  private let bench: Workbench
  private let id: TicketID

  init() throws {
    bench = try Workbench()
    id = try bench.ticket()
  }

  @Test("a draft is kept as it was typed, one for each operator and ticket, and is no part of the history")
  func draftsAreKept() throws {
    let events = try bench.eventLog().count
    let first = Draft(kind: .reply, text: "Dear Ana,\n\n", to: "ana@acme.example, ", cc: "bo@", keptAt: bench.now)
    let second = Draft(kind: .note, text: "She called.", keptAt: bench.now + .seconds(9))
    try bench.work.keepDraft(first, of: "alice", on: id)
    try bench.work.keepDraft(second, of: "bob", on: id)
    #expect(try bench.work.draft(of: "alice", on: id) == first)
    try bench.work.keepDraft(second, of: "alice", on: id)
    #expect(try bench.work.draft(of: "alice", on: id) == second)
    try bench.work.dropDraft(of: "alice", on: id)
    try bench.work.dropDraft(of: "carol", on: id)
    #expect(try bench.work.draft(of: "alice", on: id) == nil)
    #expect(try bench.work.draft(of: "bob", on: id) == second)
    #expect(try bench.eventLog().count == events)
    #expect(try bench.store.ticket(id)?.updatedAt == bench.stored(id).updatedAt)
  }

  @Test("a draft without bounds, or on nothing, is refused")
  func draftsAreBounded() throws {
    let long = Draft(kind: .note, text: String(repeating: "x", count: 1_000_001), keptAt: bench.now)
    #expect(try refusal { try bench.work.keepDraft(long, of: "alice", on: id) }.code == .badValue)
    let short = Draft(kind: .note, text: "x", keptAt: bench.now)
    #expect(try refusal { try bench.work.keepDraft(short, of: "alice", on: TicketID(99)) }.code == .unknownTicket)
    #expect(try refusal { try bench.work.keepDraft(short, of: "nobody", on: id) }.code == .unknownOperator)
  }

  @Test("a read mark moves forward and never back")
  func readMarksMoveForward() throws {
    #expect(try bench.store.readMark(of: "alice", on: id) == nil)
    for (message, expected) in [(3, 3), (7, 7), (5, 7)] as [(Int64, Int64)] {
      try bench.work.markRead(id, upTo: message, by: "alice")
      #expect(try bench.store.readMark(of: "alice", on: id) == expected)
    }
    #expect(try bench.store.readMark(of: "bob", on: id) == nil)
    #expect(try refusal { try bench.work.markRead(TicketID(99), upTo: 1, by: "alice") }.code == .unknownTicket)
  }
}
