import Desk
import MIME
import Store
import Testing
import Triage
import Work

@Suite("Ledger rows taken up again")
struct LedgerVerbTests {
  @Test("a message marked as spam becomes a ticket when it is released")
  func releases() throws {
    let bench = try Workbench()
    let row = try aside(bench, Letter(fields: ["X-Spam-Flag: YES"]), "spam")
    let result = try #require(try bench.work.release([row], by: Workbench.alice).first)
    #expect(result.entry.disposition == .opened)
    let entry = try #require(try bench.store.intakeEntry(row))
    #expect(entry == result.entry)
    let id = try #require(entry.ticket)
    #expect(try bench.stored(id).subject == "VPN down")
    #expect(entry.evidence.first?.because == "released by alice, was quarantined")
    #expect(try bench.kinds(of: id).contains(.released))
  }

  @Test("a blocked sender's message is let in when it is released, and ignored again when it is only retried")
  func releasesBlocked() throws {
    let bench = try Workbench()
    try bench.work.perform {
      try $0.block(Block(pattern: "ana@acme.example", reason: "rude", author: "alice", createdAt: $0.now))
    }
    let row = try aside(bench, Letter(), "error: broken")
    let retried = try #require(try bench.work.retry([row], by: Workbench.alice).first)
    #expect(retried.entry.disposition == .ignored)
    #expect(retried.entry.reason == "blocked")
    let released = try #require(try bench.work.release([row], by: Workbench.alice).first)
    #expect(released.entry.disposition == .opened)
  }

  @Test("what was released once is not let in again: its other copies are copies")
  func releasesOnce() throws {
    let bench = try Workbench()
    let first = try aside(bench, Letter(fields: ["X-Spam-Flag: YES"]), "spam")
    let second = try aside(bench, Letter(fields: ["X-Spam-Flag: YES"]), "spam", key: "2")
    let results = try bench.work.release([first, second], by: Workbench.alice)
    #expect(results.map(\.entry.disposition) == [.opened, .duplicate])
    #expect(try refusal { try bench.work.release([first], by: Workbench.alice) }.code == .illegalMove)
  }

  @Test("of two copies put aside one becomes a ticket, whichever is released first", arguments: [false, true])
  func releasesOneOfTwo(_ isParsed: Bool) throws {
    let bench = try Workbench()
    let letter = Letter(fields: ["X-Spam-Flag: YES"])
    let first = try aside(bench, letter, "attempts: 3", isParsed: isParsed)
    let second = try aside(bench, letter, "spam", key: "2")
    #expect(try bench.work.release([second], by: Workbench.alice).map(\.entry.disposition) == [.opened])
    #expect(try bench.work.release([first], by: Workbench.alice).map(\.entry.disposition) == [.duplicate])
    #expect(try bench.store.list(TicketFilter()).tickets.count == 1)
  }

  @Test("a message that nobody parsed when it was put aside is known by its Message-ID once it is let in")
  func identifiesWhatItReleases() throws {
    let bench = try Workbench()
    let row = try aside(bench, Letter(), "attempts: 3", isParsed: false)
    let opened = try #require(try bench.work.release([row], by: Workbench.alice).first?.entry.ticket)
    let entry = try #require(try bench.store.intakeEntry(row))
    #expect(entry.messageID == Letter().mail(at: bench.now).message.messageID && entry.messageID != nil)
    let copy = Letter().mail(at: bench.now, key: "2")
    let knowledge = try bench.work.perform {
      try $0.knowledge(for: Inquiry(copy, settings: bench.work.settings, identity: bench.work.identity))
    }
    #expect(knowledge.duplicateOf?.ticket == opened)
  }

  @Test("a row that is let in while it is being let in becomes one ticket", arguments: ["named twice", "by two"])
  func releasesAtOnce(_ how: String) async throws {
    let bench = try Workbench()
    let row = try aside(bench, Letter(fields: ["X-Spam-Flag: YES"]), "spam")
    if how == "named twice" {
      #expect(try refusal { try bench.work.release([row, row], by: Workbench.alice) }.code == .illegalMove)
      #expect(try bench.store.intakeEntry(row)?.disposition == .quarantined, "all or none")
    }
    let work = bench.work
    let released = await withTaskGroup(of: Bool.self) { group in
      for _ in 0..<4 { group.addTask { (try? work.release([row], by: Workbench.alice)) != nil } }
      return await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
    }
    #expect(released == 1)
    #expect(try bench.store.list(TicketFilter()).tickets.count == 1)
  }

  @Test("a discarded message is ignored for good, with who said so")
  func discards() throws {
    let bench = try Workbench()
    let row = try aside(bench, Letter(fields: ["X-Spam-Flag: YES"]), "spam")
    _ = try bench.work.discard([row], by: Workbench.alice)
    let entry = try #require(try bench.store.intakeEntry(row))
    #expect(entry.disposition == .ignored)
    #expect(entry.reason == "discarded")
    #expect(entry.evidence.last?.because == "discarded by alice")
    #expect(try refusal { try bench.work.discard([row], by: Workbench.alice) }.code == .illegalMove)
  }

  @Test("rows that are not there, are on a ticket, or have no bytes are refused, and nothing else is done")
  func refuses() throws {
    let bench = try Workbench()
    let good = try aside(bench, Letter(fields: ["X-Spam-Flag: YES"]), "spam")
    #expect(try refusal { try bench.work.release([good, 99], by: Workbench.alice) }.code == .unknownRow)
    #expect(try bench.store.intakeEntry(good)?.disposition == .quarantined)
    try bench.work.perform { _ = try $0.recordBaseline(mailbox: "maildir:/x", keys: ["old"]) }
    let baseline = try #require(try bench.store.intakeEntry(mailbox: "maildir:/x", key: "old"))
    let refused = try refusal { try bench.work.release([baseline.id], by: Workbench.alice) }
    #expect(refused.code == .illegalMove)
    #expect(refused.description.contains("maildir:/x"))
    #expect(try refusal { try bench.work.release([good], by: .operator("dora")) }.code == .notPermitted)
  }

  @Test("a failed mail is queued again, a waiting one cancelled, each with an event; a sent one is neither")
  func outbox() throws {
    let bench = try Workbench()
    let id = try bench.ticket()
    for text in ["1", "2", "3"] { try bench.act { try $0.reply(id, Reply(text: text), by: Workbench.alice, in: $1) } }
    let mails = try bench.waiting()
    try bench.work.perform { transaction in
      try transaction.settle(mails[0].id, .refused(status: "5.7.1", reply: "550 no"), next: nil)
      try transaction.settle(mails[1].id, .accepted(reply: "250 ok"), next: nil)
      try transaction.settle(mails[2].id, .deferred(status: nil, reply: "later"), next: transaction.now + .minutes(5))
    }
    try bench.work.perform { try bench.work.retryOutbox(mails[0].id, by: Workbench.alice, in: $0) }
    try bench.work.perform { try bench.work.cancelOutbox(mails[2].id, by: Workbench.alice, in: $0) }
    #expect(try bench.outbox().map(\.state) == [.queued, .sent, .cancelled])
    #expect(try bench.kinds(of: id).suffix(2) == [.outboxRetried, .outboxCancelled])
    #expect(
      try refusal { try bench.work.perform { try bench.work.retryOutbox(mails[1].id, by: Workbench.alice, in: $0) } }
        .code == .illegalMove)
    #expect(
      try refusal { try bench.work.perform { try bench.work.cancelOutbox(99, by: Workbench.alice, in: $0) } }.code
        == .unknownRow)
  }

  /// A message put aside, with its row in the ledger.
  private func aside(
    _ bench: Workbench, _ letter: Letter, _ reason: String, key: String = "1", isParsed: Bool = true
  ) throws -> Int64 {
    let mail = letter.mail(at: bench.now, key: key)
    return try bench.work.perform { transaction in
      try #require(
        try transaction.recordIntake(
          NewIntake(
            mailbox: "maildir:/var/mail/support", key: key, disposition: .quarantined, reason: reason,
            raw: RawMail(bytes: letter.bytes, digest: mail.rawDigest),
            contentDigest: isParsed ? mail.contentDigest : nil,
            messageID: isParsed ? mail.message.messageID : nil)))
    }
  }
}
