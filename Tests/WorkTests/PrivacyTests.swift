import Desk
import MIME
import Store
import Testing
import Triage
import Work

@Suite("Notes stay in the house")
struct PrivacyTests {
  @Test("no verb and no message lets a word of a note out by mail, to anybody")
  func notesNeverLeave() throws {
    let bench = try Workbench()
    let secret = "XYZZY-internal"
    let id = try bench.act {
      try $0.open(
        NewRequest(requester: Workbench.ana, subject: "Call", text: "\(secret) 0", watchers: [Workbench.bo]),
        by: Workbench.alice, in: $1)
    }.ticket.id
    func note(_ number: Int) throws {
      try bench.act { try $0.note(id, text: "\(secret) \(number)", by: Workbench.alice, in: $1) }
    }
    try note(1)
    try bench.arrive(Letter(id: "q2@acme.example"), .append(.init(ticket: id, reopens: true, isNewcomer: false)))
    try note(2)
    try bench.act { try $0.assign(id, to: "bob", by: Workbench.alice, in: $1) }
    try bench.act { try $0.reply(id, Reply(text: "Hello."), by: Workbench.alice, in: $1) }
    try note(3)
    try bench.act { try $0.resolve(id, text: "Done.", by: Workbench.alice, in: $1) }
    try note(4)
    try bench.arrive(Letter(id: "q3@acme.example"), .append(.init(ticket: id, reopens: true, isNewcomer: false)))
    try bench.act { try $0.close(id, text: "Bye.", by: Workbench.alice, in: $1) }
    try bench.act { try $0.reopen(id, by: Workbench.alice, in: $1) }
    try note(5)
    try bench.act { try $0.changeStatus(id, to: .resolved, by: Workbench.alice, in: $1) }
    bench.advance(.days(8))
    _ = try bench.work.perform { try bench.work.closeStale(in: $0) }

    let mails = try bench.waiting()
    #expect(Set(mails.map(\.kind)) == [.assigned, .reply, .resolved, .reopened, .closed])
    for mail in mails {
      let message = Message(mail.bytes)
      for part in message.leaves {
        #expect(!message.decodedText(part).contains("XYZZY"), "\(mail.kind)")
      }
      #expect(!String(decoding: mail.bytes, as: UTF8.self).contains("XYZZY"))
    }
    let notes = try bench.store.conversation(of: id).filter { $0.kind == .note }
    #expect(notes.count == 6)
    #expect(notes.allSatisfy { $0.deliveries.isEmpty })
  }
}
