import Desk
import HTTPTypes
import HummingbirdTesting
import Testing
import Work

@testable import Dashboard

@Suite struct BulkTests {
  private let bench: DeskBench
  private let alice: Browser
  private let ids: [TicketID]

  init() throws {
    let bench = try DeskBench()
    self.bench = bench
    alice = try bench.browser()
    ids = try (1...3).map { try bench.ticket("Ticket \($0)") }
  }

  /// Who has each of the three now.
  private func assignees() throws -> [String?] { try ids.map { try bench.stored($0).assignee } }

  private var chosen: [(String, String)] { ids.prefix(2).map { ("ticket", String($0.number)) } }

  @Test func theSelectedAreAssignedAndNoOthers() async throws {
    try await bench.visit { client in
      let answer = try await alice.post(
        "/tickets/bulk", chosen + [("assign", "bob"), ("back", "/?priority=medium")], client)
      #expect(answer.status == .seeOther)
      #expect(answer.headers[.location] == "/?priority=medium")
      #expect(try assignees() == ["bob", "bob", nil])
      let page = try await alice.get("/", client).text
      #expect(page.contains("2 tickets assigned to Bob."))
    }
  }

  @Test func priorityAndResolutionAreForManyToo() async throws {
    try await bench.visit { client in
      _ = try await alice.post("/tickets/bulk", chosen + [("priority", "high")], client)
      #expect(try ids.map { try bench.stored($0).priority } == [.high, .high, .medium])
      _ = try await alice.post("/tickets/bulk", chosen + [("resolve", "1"), ("text", "Rolled back.")], client)
      #expect(try ids.map { try bench.stored($0).status } == [.resolved, .resolved, .new])
    }
  }

  @Test func theLastActionIsTakenBack() async throws {
    try await bench.visit { client in
      _ = try await alice.post("/tickets/bulk", chosen + [("assign", "bob")], client)
      let page = try await alice.get("/", client).text
      let number = try #require(page.firstMatch(of: /name="undo" value="(\d+)"/)?.output.1)
      let answer = try await alice.post("/undo", [("undo", String(number)), ("back", "/")], client)
      #expect(answer.status == .seeOther)
      #expect(try assignees() == [nil, nil, nil])
      let again = try await alice.post("/undo", [("undo", String(number)), ("back", "/")], client)
      #expect(again.status == .notFound)
    }
  }

  @Test func anUndoIsOfferedForTenSeconds() async throws {
    try await bench.visit { client in
      _ = try await alice.post("/tickets/bulk", chosen + [("assign", "bob")], client)
      bench.advance(.seconds(11))
      let page = try await alice.get("/", client).text
      #expect(!page.contains("class=\"toast\""))
    }
  }

  @Test func withoutAFormTokenNothingHappens() async throws {
    try await bench.visit { client in
      let answer = try await alice.post("/tickets/bulk", chosen + [("assign", "bob")], token: false, client)
      #expect(answer.status == .forbidden)
      #expect(try assignees() == [nil, nil, nil])
      let undone = try await alice.post("/undo", [("undo", "1")], token: false, client)
      #expect(undone.status == .forbidden)
    }
  }

  @Test func anothersFormTokenIsNotEnough() async throws {
    let bob = try bench.browser("bob")
    try await bench.visit { client in
      let answer = try await alice.post(
        "/tickets/bulk", [("csrf", bob.formToken)] + chosen + [("assign", "bob")], token: false, client)
      #expect(answer.status == .forbidden)
    }
  }

  @Test func whoMayOnlyReadChangesNothing() async throws {
    let dora = try bench.browser("dora")
    try await bench.visit { client in
      let answer = try await dora.post("/tickets/bulk", chosen + [("assign", "bob")], client)
      #expect(answer.status == .forbidden)
      #expect(answer.text.contains("You may read but not change tickets."))
      #expect(try assignees() == [nil, nil, nil])
      let page = try await dora.get("/", client).text
      #expect(!page.contains("name=\"ticket\""))
      #expect(!page.contains("id=\"bulk\""))
    }
  }

  @Test(arguments: [
    [("assign", "bob")], [("ticket", "x"), ("assign", "bob")], [("ticket", "1")],
    [("ticket", "1"), ("priority", "huge")],
  ])
  func aFormThatSaysTooLittleIsAnsweredWithTheList(_ fields: [(String, String)]) async throws {
    try await bench.visit { client in
      let answer = try await alice.post("/tickets/bulk", fields, client)
      #expect(answer.status == .unprocessableContent)
      #expect(answer.text.contains("role=\"alert\""))
      #expect(answer.text.contains("id=\"t1\""))
    }
  }

  @Test func aTicketThatRefusesIsNamedAndTheOthersTakeIt() async throws {
    try await bench.visit { client in
      let answer = try await alice.post(
        "/tickets/bulk", [("ticket", "1"), ("ticket", "999"), ("priority", "low")], client)
      #expect(answer.status == .ok)
      #expect(answer.text.contains("SD-999"))
      #expect(try bench.stored(ids[0]).priority == .low)
    }
  }

  @Test(arguments: ["//evil.example", "https://evil.example/", "/\\evil.example", "javascript:alert(1)"])
  func theWayBackLeadsNowhereElse(_ back: String) async throws {
    try await bench.visit { client in
      let answer = try await alice.post("/tickets/bulk", chosen + [("assign", "bob"), ("back", back)], client)
      #expect(answer.headers[.location] == "/")
    }
  }
}
