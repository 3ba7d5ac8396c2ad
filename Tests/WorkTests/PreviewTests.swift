import Desk
import MIME
import Store
import Testing
import Work

@Suite("Looking before sending")
struct PreviewTests {
  private func fits(_ preview: MailPreview, _ mail: ClaimedMail) -> Bool {
    let sent = Message(mail.bytes)
    return preview.subject == sent.subject && preview.text.split(separator: "\n") == sent.plain.split(separator: "\n")
      && preview.from.address?.original == sent.from.first?.address && preview.from.name == sent.from.first?.name
      && preview.to.compactMap { $0.address?.original } == sent.to.map(\.address)
      && preview.cc.compactMap { $0.address?.original } == sent.cc.map(\.address)
  }

  @Test("a reply's preview is the mail that then leaves, to the last line")
  func showsTheReply() throws {
    let bench = try Workbench()
    let id = try bench.ticket(watchers: [Workbench.bo])
    try bench.act { try $0.reply(id, Reply(text: "First."), by: Workbench.bob, in: $1) }
    _ = try bench.waiting()
    let reply = Reply(text: " Try again now.\n", cc: [EmailAddress("cy@else.example")])
    let preview = try bench.work.preview(reply, on: id, by: Workbench.alice)
    #expect(preview.withheld == nil)
    #expect(preview.to.map(\.name) == ["Ana Lima"])
    #expect(preview.text.hasPrefix("Try again now.") || preview.text.hasPrefix(" Try again now."))
    #expect(preview.text.contains("> Nobody can reach the VPN."))
    #expect(preview.text.contains("Ref: \(id).2."))
    try bench.act { try $0.reply(id, reply, by: Workbench.alice, in: $1) }
    let sent = try bench.waiting()
    #expect(sent.count == 3)
    #expect(sent.allSatisfy { fits(preview, $0) })
  }

  @Test("a resolution's preview is the notice that then leaves")
  func showsTheResolution() throws {
    let bench = try Workbench()
    let id = try bench.ticket()
    for text in ["Renewed the certificate.\nPlease reconnect.", nil] {
      let preview = try bench.work.previewResolution(text: text, on: id, by: Workbench.alice)
      #expect(preview.withheld == nil)
      try bench.act { try $0.resolve(id, text: text, by: Workbench.alice, in: $1) }
      let sent = try bench.waiting()
      #expect(sent.map(\.kind) == [.resolved])
      #expect(sent.allSatisfy { fits(preview, $0) })
      try bench.act { try $0.reopen(id, by: Workbench.alice, in: $1) }
    }
  }

  @Test("looking stores nothing and waits for no writer")
  func changesNothing() throws {
    let bench = try Workbench()
    let id = try bench.ticket()
    let before = try (bench.stored(id), bench.kinds(of: id), bench.store.conversation(of: id).count)
    try bench.work.perform { _ in
      _ = try bench.work.preview(Reply(text: "x"), on: id, by: Workbench.alice)
      _ = try bench.work.previewResolution(text: "x", on: id, by: Workbench.alice)
    }
    #expect(try bench.stored(id) == before.0)
    #expect(try bench.kinds(of: id) == before.1)
    #expect(try bench.store.conversation(of: id).count == before.2)
    #expect(try bench.outbox().isEmpty)
    #expect(try bench.store.upcomingSequence(of: id) == 1)
  }

  @Test("why a notice would not leave is said beside it")
  func saysWhatIsWithheld() throws {
    let off = try Workbench { $0.notices.resolved = false }
    let silent = try off.ticket()
    #expect(
      try off.work.previewResolution(text: "x", on: silent, by: Workbench.alice).withheld?.contains("are off") == true)
    let bench = try Workbench()
    let id = try bench.ticket()
    let until = bench.now + .days(7)
    try bench.work.perform { try $0.flag(EmailAddress("ana@acme.example"), until: until) }
    let preview = try bench.work.previewResolution(text: "All done.", on: id, by: Workbench.alice)
    #expect(preview.withheld?.contains("undeliverable") == true)
    #expect(preview.text.contains("All done."))
    let redirected = try Workbench { $0.notices.redirectTo = EmailAddress("test@else.example") }
    let tried = try redirected.ticket()
    let reply = try redirected.work.preview(Reply(text: "x"), on: tried, by: Workbench.alice)
    #expect(reply.to.map(\.address) == [EmailAddress("test@else.example")])
  }

  @Test("what could not be sent cannot be looked at")
  func refuses() throws {
    let bench = try Workbench()
    let id = try bench.ticket()
    func code(_ reply: Reply, on ticket: TicketID, by actor: Actor = Workbench.alice) throws -> Refusal.Code {
      try refusal { try bench.work.preview(reply, on: ticket, by: actor) }.code
    }
    #expect(try code(Reply(text: " "), on: id) == .emptyText)
    #expect(try code(Reply(text: "x", to: [EmailAddress("help@desk.example")]), on: id) == .badValue)
    #expect(try code(Reply(text: "x"), on: TicketID(99)) == .unknownTicket)
    #expect(try code(Reply(text: "x"), on: id, by: .operator("dora")) == .notPermitted)
    try bench.act { try $0.close(id, by: Workbench.alice, in: $1) }
    #expect(try code(Reply(text: "x"), on: id) == .illegalMove)
    #expect(
      try refusal { try bench.work.previewResolution(text: "x", on: id, by: Workbench.alice) }.code == .illegalMove)
  }
}
