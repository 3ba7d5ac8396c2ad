import Desk
import MIME
import Store
import Testing
import Triage
import Work

@Suite("Reports through a form")
struct ReportTests {
  private func form(_ change: (inout ReportForm) -> Void = { _ in }) -> ReportForm {
    var form = ReportForm(
      name: "Ana Lima", address: EmailAddress("ana@acme.example"), subject: "VPN down", text: "Nobody can reach it.")
    change(&form)
    return form
  }

  private func file(_ bench: Workbench, _ form: ReportForm, by actor: Actor = .mail) throws -> TicketID? {
    try bench.work.receiveReport(form, client: "203.0.113.5", by: actor)
  }

  @Test("a report is a ticket as its writer's mail would have made it, with the same notice")
  func opens() throws {
    let bench = try Workbench()
    let id = try #require(
      try file(
        bench, form { $0.attachments = [.init(filename: "log.txt", contentType: "text/plain", bytes: [65, 66])] }))
    let ticket = try bench.stored(id)
    #expect(ticket.requester == Workbench.ana)
    #expect(ticket.subject == "VPN down")
    #expect(ticket.status == .new)
    #expect(ticket.queue == "support")
    let entry = try #require(try bench.store.conversation(of: id).first)
    #expect(entry.kind == .incoming)
    #expect(entry.from == Workbench.ana)
    #expect(entry.text == "Nobody can reach it.")
    #expect(entry.at == bench.now)
    #expect(try bench.work.attachment(0, of: entry.id, on: id)?.bytes == [65, 66])
    let sent = try bench.waiting()
    #expect(sent.map(\.kind) == [.received])
    #expect(sent.first?.recipient == EmailAddress("ana@acme.example"))
    #expect(Message(sent[0].bytes).inReplyTo == [try #require(entry.messageID)])
    let row = try #require(try bench.store.intakeEntries(ticket: id).first)
    #expect(row.disposition == .opened)
    #expect(row.mailbox == DeskWork.reportMailbox)
    #expect(row.evidence.contains { $0.rule == "notice" && $0.effect.contains("ana@acme.example") })
    #expect(try bench.store.reconcile(mailbox: nil, present: []).findings.isEmpty)
  }

  @Test("an answer by mail to the notice finds the ticket")
  func threads() throws {
    let bench = try Workbench()
    let id = try #require(try file(bench, form()))
    let notice = Message(try bench.waiting()[0].bytes)
    let letter = Letter(
      subject: "Re: VPN down", id: "a1@acme.example", references: [try #require(notice.messageID)], text: "More.")
    let mail = letter.mail(at: bench.now)
    let inquiry = Inquiry(mail, settings: bench.work.settings, identity: bench.work.identity)
    let decision = try bench.work.perform { transaction in
      bench.work.rules.decide(mail, inquiry, knowing: try transaction.knowledge(for: inquiry), now: transaction.now)
    }
    guard case .append(let appending) = decision.action else {
      Issue.record("\(decision.action)")
      return
    }
    #expect(appending.ticket == id)
    #expect(!appending.isNewcomer)
  }

  @Test("a ticket that a report names is linked, whatever address is typed; only an operator who files it vouches")
  func vouchesForNobody() throws {
    let bench = try Workbench()
    let id = try #require(try file(bench, form()))
    let named = form { $0.subject = "Re: [\(id)] VPN down" }
    for address in ["ana@acme.example", "alice@desk.example", "eve@evil.example"] {
      var report = named
      report.address = EmailAddress(address)
      let other = try #require(try file(bench, report))
      #expect(other != id)
      #expect(try bench.store.links(of: other).map(\.kind) == ["possible-reply"])
    }
    let heard = try bench.store.conversation(of: id).filter { $0.kind == .incoming }
    #expect(heard.count == 1)
    let call = form { form in
      form.subject = "Re: [\(id)] VPN down"
      form.text = "She called."
    }
    #expect(try file(bench, call, by: .operator("alice")) == id)
  }

  @Test("tags, the queue and what the form asks for set the priority, in that order")
  func prioritises() throws {
    let bench = try Workbench()
    func ticket(_ change: (inout ReportForm) -> Void, by actor: Actor = .mail) throws -> Ticket {
      bench.advance(.hours(2))
      return try bench.stored(try #require(try file(bench, form(change), by: actor)))
    }
    let tagged = try ticket { $0.subject = "[urgent] VPN down" }
    #expect(tagged.priority == .high && tagged.prioritySource == .tag)
    let both = try ticket {
      $0.subject = "[urgent] VPN"
      $0.priority = .low
    }
    #expect(both.priority == .high && both.prioritySource == .tag)
    let billed = try ticket { $0.queue = "billing" }
    #expect(billed.priority == .low && billed.queue == "billing")
    let asked = try ticket {
      $0.queue = "billing"
      $0.priority = .medium
    }
    #expect(asked.priority == .medium && asked.prioritySource == .header)
    #expect(asked.resolveDue == asked.createdAt + .days(3))
    let evidence = try #require(try bench.store.intakeEntries(ticket: asked.id).first).evidence
    #expect(evidence.last == Evidence("priority", because: "the form asked for it", effect: "medium"))
    let filed = try ticket({ $0.priority = .high }, by: Workbench.alice)
    #expect(filed.priority == .high && filed.prioritySource == .operator)
  }

  @Test("a form that is sent twice is one report, and again tomorrow another")
  func recognisesItself() throws {
    let bench = try Workbench()
    let id = try file(bench, form())
    bench.advance(.seconds(70))
    #expect(try file(bench, form()) == id)
    #expect(try file(bench, form()) == id)
    #expect(try bench.outbox().count == 1)
    #expect(try bench.stored(try #require(id)).messages == 1)
    #expect(try file(bench, form { $0.text = "Something else." }) != id)
    bench.advance(.days(1))
    #expect(try file(bench, form()) != id)
    #expect(try bench.store.intakeTotals()[.duplicate] == 2)
    #expect(try bench.store.verifyAudit().isWhole)
  }

  @Test("the brakes hold: three notices an hour about the same subject, none to a flagged address")
  func brakes() throws {
    let bench = try Workbench()
    for number in 1...5 {
      _ = try file(
        bench,
        form {
          $0.address = EmailAddress("p\(number)@acme.example")
          $0.text = "Text \(number)"
        })
    }
    #expect(try bench.outbox().count == 3)
    let flagged = EmailAddress("flagged@acme.example")
    let until = bench.now + .days(1)
    try bench.work.perform { try $0.flag(flagged, until: until) }
    let id = try file(
      bench,
      form {
        $0.address = flagged
        $0.subject = "Other"
      })
    #expect(id != nil)
    #expect(try bench.outbox().count == 3)
  }

  @Test("a blocked sender's report is put aside, and nobody is told how")
  func putsAside() throws {
    let bench = try Workbench()
    let now = bench.now
    try bench.work.perform {
      try $0.block(Block(pattern: "@acme.example", reason: "spam", author: "alice", createdAt: now))
    }
    #expect(try file(bench, form()) == nil)
    #expect(try bench.outbox().isEmpty)
    #expect(try bench.store.intakeTotals()[.ignored] == 1)
  }

  @Test("where mail must be authenticated a form still works: no server carried it")
  func needsNoServersWord() throws {
    let bench = try Workbench {
      $0.trusted.requireAuthentication = true
      $0.trusted.authservID = "mx.desk.example"
    }
    #expect(try file(bench, form()) != nil)
  }

  @Test("what cannot be answered or is no report is refused")
  func refuses() throws {
    let bench = try Workbench()
    func code(_ change: (inout ReportForm) -> Void, by actor: Actor = .mail) throws -> Refusal.Code {
      try refusal { try file(bench, form(change), by: actor) }.code
    }
    for address in [
      "", "ana", "@acme.example", "ana@", "support@desk.example", "help+x@desk.example", "a b@acme.example",
      "ana@acme.example\r\nBcc: eve@x.example", "ana@acme.example, eve@x.example", "<ana@acme.example>",
      "ana@acme.example;eve@x.example", "\"x\"@acme.example", "ana@acme.example\u{0}", "ana\u{85}@acme.example",
      String(repeating: "a", count: 400) + "@acme.example",
    ] {
      #expect(try code { $0.address = EmailAddress(address) } == .badValue, "\(address)")
    }
    #expect(try code { $0.subject = " \r\n\t" } == .emptyText)
    #expect(try code { $0.text = "\n \n" } == .emptyText)
    #expect(try code { $0.text = String(repeating: "x", count: 1 << 20 + 1) } == .badValue)
    #expect(try code { $0.queue = "none" } == .unknownQueue)
    let one = OutgoingMail.Attachment(filename: "x", contentType: "a/b", bytes: [1])
    #expect(try code { $0.attachments = Array(repeating: one, count: 51) } == .badValue)
    #expect(try code({ _ in }, by: .operator("dora")) == .notPermitted)
    #expect(try bench.store.intakeTotals().values.allSatisfy { $0 == 0 })
  }

  @Test(
    "no field of a form becomes a header, an address or a part of its own",
    arguments: [
      "\r\nBcc: eve@x.example\r\n", "\nAuto-Submitted: auto-generated", "\r\n\r\nBody", "a\u{0}b",
      "\u{2028}X-Spam-Flag: YES",
      "\"; filename=\"x.exe", "=?utf-8?q?=0D=0ABcc:_eve=40x.example?=", "<eve@x.example>", "eve@x.example,",
      "\u{85}Bcc: eve@x.example",
      "Eve (comment) \"quoted\" \\", "\u{202E}gpj.exe", "--report", String(repeating: "=?utf-8?b?", count: 100),
    ])
  func injectsNothing(_ hostile: String) throws {
    let bench = try Workbench()
    let report = ReportForm(
      name: "Ana" + hostile, address: EmailAddress("ana@acme.example"), subject: "VPN" + hostile,
      text: "Words\n" + hostile,
      attachments: [.init(filename: "log" + hostile, contentType: "text/plain" + hostile, bytes: [1])])
    let id = try #require(try bench.work.receiveReport(report, client: "203.0.113.5" + hostile))
    let entry = try #require(try bench.store.conversation(of: id).first)
    let mail = Message(try #require(try bench.store.rawMessage(entry.id, on: id)))
    let names = mail.headers.map { $0.name.lowercased() }.sorted()
    #expect(
      names == [
        "content-type", "date", "from", "message-id", "mime-version", "received", "subject", "to",
      ])
    #expect(mail.from.map(\.address) == ["ana@acme.example"])
    #expect(mail.to.map(\.address) == ["support@desk.example"])
    #expect(mail.leaves.count == 2)
    #expect(entry.attachments.count == 1)
    #expect(entry.text.hasPrefix("Words"))
    #expect(try bench.stored(id).requester.address == EmailAddress("ana@acme.example"))
    #expect(try bench.waiting().map(\.recipient) == [EmailAddress("ana@acme.example")])
  }
}
