import Desk
import HTTPTypes
import HummingbirdTesting
import NIOCore
import Store
import Testing

@testable import Dashboard
@testable import Work

@Suite struct NewTicketPageTests {
  private static let typed = [
    ("name", "Katrin Vogel"), ("address", "katrin.vogel@acme.example"), ("subject", "Rear derailleur arrived bent"),
    ("text", "Called at 13:40.\r\nThe hanger is bent."), ("queue", "billing"), ("assignee", "bob"), ("notice", "1"),
    ("priority", "high"),
  ]

  private func fields(_ changes: [String: String?]) -> [(String, String)] {
    let kept = Self.typed.compactMap { name, value in
      changes[name].map { change in change.map { (name, $0) } } ?? (name, value)
    }
    let known = Self.typed.map(\.0)
    return kept + changes.compactMap { name, value in known.contains(name) ? nil : value.map { (name, $0) } }
  }

  private func mails(_ bench: DeskBench, _ id: TicketID) throws -> [OutboxEntry] {
    var filter = OutboxFilter()
    filter.ticket = id
    return try bench.work.store.outbox(filter)
  }

  @Test func aCallBecomesATicketAndTheRequesterIsTold() async throws {
    let bench = try DeskBench()
    try await bench.visit { client in
      let answer = try await bench.browser().post(
        "/tickets/new",
        MultipartBody(fields: fields([:]), files: [.init(name: "../../hanger.txt", bytes: Array("bent".utf8))]), client)
      #expect(answer.status == .seeOther && answer.headers[.location] == "/tickets/1")
    }
    let ticket = try bench.stored(TicketID(1))
    #expect(ticket.subject == "Rear derailleur arrived bent" && ticket.queue == "billing")
    #expect(ticket.priority == .high && ticket.prioritySource == .operator)
    #expect(ticket.assignee == "bob" && ticket.status == .open)
    #expect(ticket.requester == Person(name: "Katrin Vogel", address: EmailAddress("katrin.vogel@acme.example")))
    let first = try #require(try bench.work.store.conversation(of: ticket.id).first)
    #expect(first.kind == .incoming && first.text.contains("The hanger is bent."))
    #expect(first.attachments.map(\.filename) == ["hanger.txt"])
    #expect(
      try mails(bench, ticket.id).filter { $0.kind == .received }.map(\.recipient.original) == [
        "katrin.vogel@acme.example"
      ])
  }

  @Test func withoutTheNoticeItIsANoteAndNobodyIsTold() async throws {
    let bench = try DeskBench()
    try await bench.visit { client in
      let form = MultipartBody(
        fields: fields(["notice": nil, "address": "", "assignee": ""]),
        files: [.init(name: "a.txt", bytes: [1, 2, 3])])
      let answer = try await bench.browser().post("/tickets/new", form, client)
      #expect(answer.headers[.location] == "/tickets/1", "\(answer.text)")
    }
    let first = try #require(try bench.work.store.conversation(of: TicketID(1)).first)
    #expect(first.kind == .note && first.attachments.map(\.size) == [3])
    #expect(try mails(bench, TicketID(1)).isEmpty)
  }

  @Test func theSameFormSentTwiceFilesOneTicket() async throws {
    let bench = try DeskBench()
    try await bench.visit { client in
      let alice = try bench.browser()
      let once = try #require(try await alice.get("/tickets/new", client).value(of: "once"))
      for notice in ["1", nil] as [String?] {
        let form = fields(["notice": notice, "once": once])
        let places = [
          try await alice.post("/tickets/new", form, client).headers[.location],
          try await alice.post("/tickets/new", form, client).headers[.location],
        ]
        #expect(places[0] == places[1] && places[0]?.hasPrefix("/tickets/") == true)
      }
    }
    #expect(try bench.work.store.deskStatistics().tickets == 2)
  }

  @Test(arguments: [
    (["address": "katrin.vogel@"], "Add the part after the @, like katrin.vogel@example.org."),
    (["address": "support@desk.example"], "Type the address of whoever asks, like support@example.org."),
    (["address": ""], "Type an address, or take the tick from the notice below."),
    (["subject": " \t "], "Say in a few words what it is about."),
    (["text": "\r\n"], "Say what happened, in a sentence or more."),
    (["assignee": "dora"], "Choose somebody else, or nobody yet."), (["assignee": "nobody"], "Choose somebody else"),
    (["queue": "sales"], "Choose another queue."),
    (["subject": String(repeating: "x", count: 301)], "Shorten it from 301 to 300 characters"),
  ])
  func whatIsWrongIsSaidAndWhatWasTypedStays(_ change: [String: String], _ advice: String) async throws {
    let bench = try DeskBench()
    try await bench.visit { client in
      let alice = try bench.browser()
      let form = MultipartBody(fields: fields(change), files: [.init(name: "hanger.jpg", bytes: Array("bent".utf8))])
      let page = try await alice.post("/tickets/new", form, client)
      #expect(page.status == .unprocessableContent)
      #expect(page.text.contains("Not saved yet: 1 field needs a change."))
      #expect(page.text.contains(advice), "\(advice)")
      let field = try #require(change.keys.first)
      #expect(page.text.contains("<a href=\"#\(field)\">") && page.text.contains("id=\"\(field)-error\""))
      #expect(page.text.contains("value=\"Katrin Vogel\""))
      #expect(page.text.contains("value=\"high\" checked"))
      // The file need not be chosen again.
      let token = try #require(page.value(of: "held"))
      #expect(page.text.contains("hanger.jpg"))
      let again = try await alice.post("/tickets/new", MultipartBody(fields: fields(["held": token])), client)
      #expect(again.headers[.location] == "/tickets/1")
    }
    let first = try #require(try bench.work.store.conversation(of: TicketID(1)).first)
    #expect(first.attachments.map(\.filename) == ["hanger.jpg"])
  }

  @Test func nobodyElseGetsAtAFileThatIsHeld() async throws {
    let bench = try DeskBench()
    try await bench.visit { client in
      let form = MultipartBody(fields: fields(["subject": ""]), files: [.init(name: "secret.txt", bytes: [1])])
      let token = try #require(try await bench.browser().post("/tickets/new", form, client).value(of: "held"))
      let other = try await bench.browser("bob").post(
        "/tickets/new", MultipartBody(fields: fields(["subject": "", "held": token])), client)
      #expect(!other.text.contains("secret.txt"))
    }
  }

  @Test func nothingThatIsTypedIsMarkup() async throws {
    let bench = try DeskBench()
    let hostile = "\"'></textarea><script>alert(1)</script>\u{0301}"
    try await bench.visit { client in
      let all = ["name", "address", "subject", "text", "queue", "assignee", "priority", "once"].map { ($0, hostile) }
      let form = MultipartBody(fields: all, files: [.init(name: "<script>x</script>.txt", bytes: [1])])
      let page = try await bench.browser().post("/tickets/new", form, client)
      #expect(page.status == .unprocessableContent)
      #expect(!page.text.contains("<script>alert") && !page.text.contains("<script>x"))
      #expect(!page.text.contains("></textarea><"))
    }
  }

  @Test func aLineBreakMakesNoHeaderOfItsOwn() async throws {
    let bench = try DeskBench()
    try await bench.visit { client in
      let inject = "x\r\nBcc: victim@acme.example\r\n\r\nhello"
      let answer = try await bench.browser().post(
        "/tickets/new", MultipartBody(fields: fields(["name": inject, "subject": inject])), client)
      #expect(answer.status == .seeOther)
    }
    let mails = try mails(bench, TicketID(1))
    #expect(mails.filter { $0.kind == .received }.map(\.recipient.original) == ["katrin.vogel@acme.example"])
    #expect(!mails.contains { $0.recipient.original.hasPrefix("victim") })
    let first = try #require(try bench.work.store.conversation(of: TicketID(1)).first)
    #expect(first.cc.isEmpty && first.to.count == 1)
  }

  @Test func aBlockedSenderIsSaidToBeOne() async throws {
    let bench = try DeskBench()
    try bench.work.perform { transaction in
      try transaction.block(
        Block(pattern: "@acme.example", reason: "spam", author: "alice", createdAt: transaction.now))
    }
    try await bench.visit { client in
      let page = try await bench.browser().post("/tickets/new", fields([:]), client)
      #expect(page.status == .unprocessableContent)
      #expect(page.text.contains("Mail of this address is put aside here"))
      let quiet = try await bench.browser().post("/tickets/new", fields(["notice": nil]), client)
      #expect(quiet.headers[.location] == "/tickets/1")
    }
  }

  @Test func whoeverMayOnlyReadFilesNothing() async throws {
    let bench = try DeskBench()
    try await bench.visit { client in
      let dora = try bench.browser("dora")
      #expect(try await dora.get("/tickets/new", client).status == .forbidden)
      #expect(try await dora.post("/tickets/new", fields([:]), client).status == .forbidden)
      #expect(try await bench.browser().post("/tickets/new", fields([:]), token: false, client).status == .forbidden)
    }
    #expect(try bench.work.store.deskStatistics().tickets == 0)
  }

  @Test func moreThanAMailMayCarryIsRefused() async throws {
    let bench = try DeskBench()
    try await bench.visit { client in
      let large = MultipartBody.File(name: "a.bin", bytes: [UInt8](repeating: 0, count: 26_000_000))
      let page = try await bench.browser().post(
        "/tickets/new", MultipartBody(fields: fields([:]), files: [large]), client)
      #expect(page.status == .unprocessableContent)
      #expect(page.text.contains("They are 26\u{202F}MB together, and 25\u{202F}MB fit. Leave one out."))
      let huge = MultipartBody.File(name: "a.bin", bytes: [UInt8](repeating: 0, count: 28_000_000))
      let refused = try await bench.browser().post(
        "/tickets/new", MultipartBody(fields: fields([:]), files: [huge]), client)
      #expect(refused.status == .contentTooLarge)
    }
  }
}
