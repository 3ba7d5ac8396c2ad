import Desk
import HTTPTypes
import Store
import Testing
import Work

@testable import Dashboard

@Suite("Ticket actions")
struct TicketActionTests {
  @Test("each small form does its verb and goes back to the ticket")
  func doesItsVerb() async throws {
    let desk = try TicketDesk()
    let id = try desk.ticket()
    func submit(_ action: String, _ fields: [String: String]) async throws {
      let answer = try await desk.submit(action, on: id, fields)
      #expect(answer.status == .seeOther, "\(action)")
      #expect(answer.location == "/tickets/\(id.number)")
    }
    try await submit("assign", ["assignee": "tom"])
    #expect(try desk.stored(id).assignee == "tom")
    try await submit("assign", ["assignee": ""])
    #expect(try desk.stored(id).assignee == nil)
    try await submit("priority", ["priority": "high"])
    #expect(try desk.stored(id).priority == .high)
    #expect(try desk.stored(id).prioritySource == .operator)
    try await submit("status", ["status": "pending"])
    #expect(try desk.stored(id).status == .pending)
    try await submit("tags", ["tags": "Payments, promotion payments"])
    #expect(try desk.stored(id).tags == ["payments", "promotion"])
    try await submit("tags", ["tags": "promotion"])
    #expect(try desk.stored(id).tags == ["promotion"])
    try await submit("watch", ["address": "Bo Chen <bo@cafenorte.example>"])
    #expect(try desk.store.watchers(of: id).map(\.name) == ["Bo Chen"])
    try await submit("unwatch", ["address": "bo@cafenorte.example"])
    #expect(try desk.store.watchers(of: id).isEmpty)
    try await submit("requester", ["requester": "Cy <cy@cafenorte.example>"])
    #expect(try desk.stored(id).requester == Person(name: "Cy", address: EmailAddress("cy@cafenorte.example")))
    try await submit("close", [:])
    #expect(try desk.stored(id).status == .closed)
    try await submit("reopen", [:])
    #expect(try desk.stored(id).status == .open)
  }

  @Test("merging leads to the survivor")
  func merges() async throws {
    let desk = try TicketDesk()
    let first = try desk.ticket()
    let second = try desk.ticket(subject: "Again")
    let answer = try await desk.submit("merge", on: second, ["other": "SD-1"])
    #expect(answer.location == "/tickets/\(first.number)?merged=\(second.number)")
    #expect(try desk.stored(second).mergedInto == first)
  }

  @Test("a mail that failed is tried again, and only from its own ticket's page")
  func retriesMail() async throws {
    let desk = try TicketDesk()
    let id = try desk.cafeNorte()
    let other = try desk.ticket(subject: "Other")
    let failed = try #require(try desk.outbox(id).first { $0.state == .failed })
    #expect(try await desk.submit("outbox/\(failed.id)/retry", on: other).status == .notFound)
    #expect(try desk.store.outboxEntry(failed.id)?.state == .failed)
    #expect(try await desk.submit("outbox/\(failed.id)/retry", on: id).status == .seeOther)
    #expect(try desk.store.outboxEntry(failed.id)?.state == .queued)
    for row in ["0", "-1", "x", "99999999999999999999"] {
      #expect(try await desk.submit("outbox/\(row)/retry", on: id).status == .notFound)
    }
  }

  @Test(
    "what cannot be done is said on the ticket's page",
    arguments: [
      ("merge", ["other": "SD-77"], "There is no other ticket “SD-77”"),
      ("merge", ["other": "1"], "There is no other ticket “1”"),
      ("tags", ["tags": String(repeating: "x", count: 65)], "is too long for a tag"),
      ("watch", ["address": "nobody"], "“nobody” is not one mail address"),
      ("watch", ["address": "support@velomont.example"], "Support@velomont.example is an address of this desk."),
      ("requester", ["requester": "a@b.example, c@d.example"], "is not one mail address"),
      ("unwatch", ["address": "nobody@x.example"], "Nobody@x.example does not watch SD-1."),
      ("assign", ["assignee": "nobody"], "There is no operator 'nobody'."),
      ("reopen", [:], "SD-1 is new: there is nothing to reopen."),
    ])
  func saysWhatIsWrong(_ action: String, _ fields: [String: String], _ sentence: String) async throws {
    let desk = try TicketDesk()
    let id = try desk.ticket()
    let answer = try await desk.submit(action, on: id, fields)
    #expect(answer.status == .unprocessableContent)
    #expect(answer.text.contains(EscapedHTML.escaped(sentence)), "\(sentence)")
    #expect(answer.text.contains("role=\"alert\""))
  }

  @Test(arguments: [("priority", "urgent"), ("status", "resolved"), ("status", "gone"), ("priority", "")])
  func whatIsNoChoiceIsRefused(_ field: String, _ value: String) async throws {
    let desk = try TicketDesk()
    let id = try desk.ticket()
    #expect(try await desk.submit(field, on: id, [field: value]).status == .badRequest)
    #expect(try desk.stored(id).status == .new)
  }

  @Test("a change that came too late says what happened, and can be made all the same")
  func offersToGoOn() async throws {
    let desk = try TicketDesk()
    let id = try desk.ticket()
    let version = try desk.version(of: id)
    desk.advance(.minutes(1))
    try desk.act { _ = try $0.assign(id, to: "tom", by: TicketDesk.tom, in: $1) }
    let answer = try await desk.submit("assign", on: id, version: version, ["assignee": "ines"])
    #expect(answer.status == .conflict)
    #expect(answer.text.contains("This ticket changed since you opened it, so nothing was done."))
    #expect(answer.text.contains("<b>Tom Okafor</b> took it."))
    #expect(answer.text.contains("<input type=\"hidden\" name=\"assignee\" value=\"ines\">"))
    #expect(answer.text.contains("Assign anyway"))
    #expect(try desk.stored(id).assignee == "tom")
    #expect(try await desk.submit("assign", on: id, ["assignee": "ines"]).status == .seeOther)
    #expect(try desk.stored(id).assignee == "ines")
  }

  @Test("whoever may only read sees no forms, and may send none")
  func readOnlyChangesNothing() async throws {
    let desk = try TicketDesk()
    let id = try desk.cafeNorte()
    let before = try desk.stored(id)
    let page = try await desk.get("/tickets/\(id.number)", as: "rita").text
    let content = try #require(page.firstRange(of: "<main").map { page[$0.lowerBound...] })
    #expect(content.contains("You may read but not change tickets."))
    #expect(!content.contains("<form") && !content.contains("<textarea"))
    let forms = [
      "assign", "priority", "status", "close", "reopen", "tags", "watch", "unwatch", "requester", "merge", "reply",
      "note",
      "resolve", "preview", "draft", "outbox/1/retry",
    ]
    for form in forms {
      let fields = [
        "assignee": "rita", "priority": "low", "status": "pending", "tags": "x", "address": "a@b.example", "other": "1",
        "text": "x", "to": "a@b.example", "kind": "note",
      ]
      #expect(try await desk.submit(form, on: id, as: "rita", fields).status == .forbidden, "\(form)")
    }
    #expect(try desk.stored(id) == before)
    #expect(try await desk.get("/tickets/\(id.number)/messages/1/raw", as: "rita").status == .ok)
  }
}
