import Desk
import HTTPTypes
import Store
import Testing
import Work

@testable import Dashboard

@Suite("Ticket composer")
struct TicketComposerTests {
  @Test("a reply leaves for the requester and the watchers, and the ticket waits")
  func sendsReply() async throws {
    let desk = try TicketDesk()
    let id = try desk.ticket()
    let bo = Person(name: "Bo Chen", address: EmailAddress("bo@cafenorte.example"))
    try desk.act { _ = try $0.watch(id, bo, by: TicketDesk.ines, in: $1) }
    let answer = try await desk.submit(
      "reply", on: id,
      [
        "text": "We found it.", "to": "Ana Beltrán <ana@cafenorte.example>", "then": "wait",
        "cc": "Bo Chen <bo@cafenorte.example>, \"Chen, Cy\" <cy@cafenorte.example>",
      ])
    #expect(answer.status == .seeOther)
    #expect(answer.location == "/tickets/\(id.number)#last")
    #expect(
      try desk.outbox(id).map(\.recipient.normal) == [
        "ana@cafenorte.example", "bo@cafenorte.example", "cy@cafenorte.example",
      ])
    #expect(try desk.stored(id).status == .pending)
    let entry = try #require(try desk.store.conversation(of: id).last)
    #expect(entry.to == [TicketDesk.ana])
    #expect(entry.cc.first == bo)
    #expect(entry.author == "ines")
  }

  @Test("whom an operator takes out of Cc gets no copy")
  func leavesWatchersOut() async throws {
    let desk = try TicketDesk()
    let id = try desk.ticket()
    for name in ["bo", "cy"] {
      let person = Person(name: nil, address: EmailAddress("\(name)@cafenorte.example"))
      try desk.act { _ = try $0.watch(id, person, by: TicketDesk.ines, in: $1) }
    }
    let fields = ["text": "x", "to": "ana@cafenorte.example", "cc": "cy@cafenorte.example", "then": "keep"]
    #expect(try await desk.submit("reply", on: id, fields).status == .seeOther)
    #expect(try desk.outbox(id).map(\.recipient.normal) == ["ana@cafenorte.example", "cy@cafenorte.example"])
    #expect(try desk.stored(id).status == .open)
  }

  @Test("a note stays in the house")
  func keepsNote() async throws {
    let desk = try TicketDesk()
    let id = try desk.ticket()
    #expect(try await desk.submit("note", on: id, ["text": "They owe us."]).status == .seeOther)
    #expect(try desk.outbox(id).isEmpty)
    let entry = try #require(try desk.store.conversation(of: id).last)
    #expect(entry.kind == .note)
    #expect(entry.text == "They owe us.")
    let page = try await desk.get("/tickets/\(id.number)?compose=note").text
    #expect(page.contains("composer composer-note"))
  }

  @Test("resolving sends the text in the notice, and needs none")
  func resolves() async throws {
    let desk = try TicketDesk()
    let id = try desk.ticket()
    #expect(try await desk.submit("resolve", on: id, ["text": "The certificate was rolled back."]).status == .seeOther)
    #expect(try desk.stored(id).status == .resolved)
    let entry = try #require(try desk.store.conversation(of: id).last)
    #expect(entry.outgoingKind == .resolved)
    #expect(entry.text.contains("The certificate was rolled back."))
    let second = try desk.ticket(subject: "Another")
    #expect(try await desk.submit("resolve", on: second).status == .seeOther)
    #expect(try desk.stored(second).status == .resolved)
  }

  @Test("files go with a reply, under names that can do no harm")
  func attachesFiles() async throws {
    let desk = try TicketDesk()
    let id = try desk.ticket()
    let bytes = (0..<3000).map { UInt8(truncatingIfNeeded: $0) }
    let answer = try await desk.submit(
      "reply", on: id, ["text": "See there.", "to": "ana@cafenorte.example"],
      files: [.init(name: "../../etc/plan.pdf", type: "application/pdf", bytes: bytes)])
    #expect(answer.status == .seeOther)
    let entry = try #require(try desk.store.conversation(of: id).last)
    #expect(entry.attachments.map(\.filename) == ["plan.pdf"])
    #expect(try desk.work.attachment(0, of: entry.id, on: id)?.bytes == bytes)
  }

  @Test("what cannot be sent comes back with what was typed, the fault beside its field, and a draft")
  func keepsWhatWasTyped() async throws {
    let desk = try TicketDesk()
    let id = try desk.ticket()
    let fields = ["text": "<b>My long text</b>", "to": "not an address", "cc": "a@b.example, <", "then": "wait"]
    let answer = try await desk.submit("reply", on: id, fields)
    #expect(answer.status == .unprocessableContent)
    #expect(answer.text.contains("“not an address” is no mail address."))
    #expect(answer.text.contains("“&lt;” is no mail address."))
    #expect(answer.text.contains("&lt;b&gt;My long text&lt;/b&gt;</textarea>"))
    #expect(answer.text.contains("aria-invalid=\"true\" aria-describedby=\"c-to-e\""))
    #expect(try desk.work.draft(of: "ines", on: id)?.text == "<b>My long text</b>")
    #expect(try desk.outbox(id).isEmpty)
    let blank = try await desk.submit("reply", on: id, ["text": " \n ", "to": ""])
    #expect(blank.status == .unprocessableContent)
    #expect(blank.text.contains("Write what the requester is to read."))
    #expect(blank.text.contains("Add who gets this, like ana@example.org."))
  }

  @Test(
    "nothing that is typed as an address reaches a header as anything else",
    arguments: [
      "ana@cafenorte.example\r\nBcc: x@evil.example", "ana@cafenorte.example\nSubject: x", "<a@b.example\u{0}>",
      "\"a\r\nBcc: x@evil.example\" <a@b.example>", "a@b.example>, <x@evil.example", "a b@c.example",
      "support@velomont.example", String(repeating: "a", count: 400) + "@b.example",
    ])
  func refusesInjection(_ text: String) async throws {
    let desk = try TicketDesk()
    let id = try desk.ticket()
    for field in ["to", "cc"] {
      var fields = ["text": "x", "to": "ana@cafenorte.example", "then": "keep"]
      fields[field] = text
      let answer = try await desk.submit("reply", on: id, fields)
      guard answer.status == .seeOther else {
        #expect(answer.status == .unprocessableContent)
        continue
      }
      for entry in try desk.store.conversation(of: id) where entry.kind == .outgoing {
        let bytes = try #require(try desk.store.rawMessage(entry.id, on: id))
        let head = String(decoding: bytes, as: UTF8.self).components(of: "\r\n\r\n")
        #expect(!head.lowercased().contains("\nbcc:"))
        #expect(!head.contains("\nSubject: x"))
      }
      #expect(try desk.outbox(id).allSatisfy { $0.recipient.isDeliverable && !$0.recipient.normal.contains("evil") })
    }
  }

  @Test("a preview shows exactly the mail that then leaves, and sends nothing")
  func previewsTheMail() async throws {
    let desk = try TicketDesk()
    let id = try desk.ticket()
    let fields = ["kind": "reply", "text": "Grüße & <Küsse>", "to": "ana@cafenorte.example", "cc": "", "then": "keep"]
    let answer = try await desk.submit("preview", on: id, fields)
    #expect(answer.status == .ok)
    #expect(try desk.outbox(id).isEmpty)
    #expect(try desk.store.conversation(of: id).count == 1)
    #expect(answer.text.contains("Grüße &amp; &lt;Küsse&gt;</textarea>"))
    _ = try await desk.submit("reply", on: id, fields)
    let sent = try #require(try desk.store.conversation(of: id).last)
    #expect(answer.text.contains(EscapedHTML.escaped(sent.text)))
    #expect(answer.text.contains("<dd dir=\"auto\">\(EscapedHTML.escaped(sent.subject))</dd>"))
  }

  @Test("scripts get the preview alone, with what is wrong in it")
  func previewsInPlace() async throws {
    let desk = try TicketDesk()
    let id = try desk.ticket()
    let fragment = try #require(HTTPField.Name("X-Fragment"))
    let good = try await desk.submit(
      "preview", on: id, ["kind": "resolve", "text": "Rolled back."], headers: [fragment: "preview"])
    #expect(good.text.contains("data-part=\"preview\"") && !good.text.contains("<html"))
    #expect(good.text.contains("Rolled back."))
    let bad = try await desk.submit(
      "preview", on: id, ["kind": "reply", "text": "x", "to": "nobody"], headers: [fragment: "preview"])
    #expect(bad.text.contains("“nobody” is no mail address."))
  }

  @Test("files that a preview cannot keep are named, and asked for again")
  func previewsFiles() async throws {
    let desk = try TicketDesk()
    let id = try desk.ticket()
    let answer = try await desk.submit(
      "preview", on: id, ["kind": "reply", "text": "x", "to": "ana@cafenorte.example"],
      files: [.init(name: "plan.pdf", type: "application/pdf", bytes: [1, 2])])
    #expect(answer.text.contains("plan.pdf"))
    #expect(answer.text.contains("Choose the files again"))
  }

  @Test("a lost update is refused with what changed, the text stays, and it can be sent all the same")
  func refusesLostUpdate() async throws {
    let desk = try TicketDesk()
    let id = try desk.ticket()
    let version = try desk.version(of: id)
    desk.advance(.minutes(1))
    try desk.act { _ = try $0.changeStatus(id, to: .pending, by: TicketDesk.tom, in: $1) }
    desk.advance(.minutes(1))
    try desk.receive(Letter(text: "It works again."), on: id)
    try desk.act { _ = try $0.tag(id, adding: ["late"], by: TicketDesk.tom, in: $1) }
    let fields = ["text": "My answer", "to": "ana@cafenorte.example", "cc": "", "then": "wait"]
    let answer = try await desk.submit("reply", on: id, version: version, fields)
    #expect(answer.status == .conflict)
    #expect(answer.text.contains("This ticket changed while you were writing, so nothing was sent."))
    #expect(answer.text.contains("<b>Tom Okafor</b> changed the status from <b>new</b> to <b>pending</b>."))
    #expect(answer.text.contains("<b>Ana Beltrán</b> wrote."))
    #expect(answer.text.contains("My answer</textarea>"))
    #expect(answer.text.contains("Send anyway"))
    #expect(answer.text.contains("name=\"version\" value=\"\(try desk.version(of: id))\""))
    #expect(try desk.work.draft(of: "ines", on: id)?.text == "My answer")
    #expect(try desk.outbox(id).isEmpty)
    #expect(try await desk.submit("reply", on: id, fields).status == .seeOther)
    #expect(try desk.outbox(id).count == 1)
    #expect(try desk.work.draft(of: "ines", on: id) == nil)
  }

  @Test("what was written on a ticket that was merged meanwhile is kept on its survivor")
  func carriesTextOver() async throws {
    let desk = try TicketDesk()
    let first = try desk.ticket()
    let second = try desk.ticket(subject: "Again")
    let version = try desk.version(of: second)
    try desk.act { _ = try $0.merge(first, second, by: TicketDesk.tom, in: $1) }
    let answer = try await desk.submit("note", on: second, version: version, ["text": "My note"])
    #expect(answer.status == .conflict)
    #expect(answer.text.contains("<b>SD-2</b> was merged into <b>SD-1</b>."))
    #expect(answer.text.contains("action=\"/tickets/1/note\""))
    #expect(answer.text.contains("My note</textarea>"))
    #expect(try desk.work.draft(of: "ines", on: first)?.text == "My note")
  }

  @Test("a form without a version changes nothing")
  func needsVersion() async throws {
    let desk = try TicketDesk()
    let id = try desk.ticket()
    for version in ["", "x", "1-2", String(repeating: "1", count: 100)] {
      let answer = try await desk.submit("note", on: id, version: version, ["text": "x"])
      #expect(answer.status == .preconditionRequired)
    }
    #expect(try desk.store.conversation(of: id).count == 1)
  }

  @Test("a draft is kept while it is written, shown when the page is opened again, and dropped with its words")
  func keepsDrafts() async throws {
    let desk = try TicketDesk()
    let id = try desk.ticket()
    let kept = try await desk.submit("draft", on: id, ["kind": "note", "text": "half a th"])
    #expect(kept.text == "Draft kept 14:06")
    let page = try await desk.get("/tickets/\(id.number)").text
    #expect(page.contains("half a th</textarea>"))
    #expect(page.contains("composer composer-note"))
    #expect(try await !desk.get("/tickets/\(id.number)", as: "tom").text.contains("half a th"))
    #expect(try await !desk.get("/tickets/\(id.number)?compose=reply").text.contains("half a th"))
    #expect(try await desk.submit("draft", on: id, ["kind": "note", "text": " "]).text.isEmpty)
    #expect(try desk.work.draft(of: "ines", on: id) == nil)
  }

  @Test("a closed ticket offers to be reopened instead")
  func closedGetsNoReply() async throws {
    let desk = try TicketDesk()
    let id = try desk.ticket()
    try desk.act { _ = try $0.close(id, by: TicketDesk.ines, in: $1) }
    let page = try await desk.get("/tickets/\(id.number)").text
    #expect(page.contains("This ticket is closed. Reopen it to write to the requester."))
    #expect(!page.contains("/reply\""))
    let answer = try await desk.submit("reply", on: id, ["text": "x", "to": "ana@cafenorte.example"])
    #expect(answer.status == .unprocessableContent)
    #expect(answer.text.contains("SD-1 is closed and gets no replies."))
  }

  @Test("attachments that no mail server takes are refused before they are sent")
  func refusesLargeFiles() async throws {
    let desk = try TicketDesk()
    let id = try desk.ticket()
    let answer = try await desk.submit(
      "reply", on: id, ["text": "x", "to": "ana@cafenorte.example"],
      files: [.init(name: "a", type: "a/b", bytes: [UInt8](repeating: 0, count: 25_500_000))])
    #expect(answer.status == .unprocessableContent)
    let larger = try await desk.submit(
      "reply", on: id, ["text": "x"],
      files: [.init(name: "a", type: "a/b", bytes: [UInt8](repeating: 0, count: 27_000_001))])
    #expect(larger.status == .contentTooLarge)
    #expect(try desk.outbox(id).isEmpty)
  }
}

extension String {
  /// What stands before the first separator.
  fileprivate func components(of separator: String) -> Substring {
    firstRange(of: separator).map { self[..<$0.lowerBound] } ?? self[...]
  }
}
