import Desk
import Intake
import Store
import Support
import Testing

/// The sample mailbox, as `Samples/README.md` says what the desk must make of it.
@Suite struct SampleMailboxTests {
  @Test func everyMessageGetsItsDisposition() throws {
    let desk = try IntakeDesk.ofSamples()
    let report = try desk.round()
    #expect(
      report.counts == [
        .opened: 50, .appended: 8, .autoReply: 2, .duplicate: 1, .bounce: 1, .quarantined: 1, .ignored: 2,
      ])
    #expect(report.read == 65 && report.unreadable.isEmpty)
    #expect(try desk.maildir.names(in: "new").filter { !$0.hasPrefix(".") }.isEmpty, "all is acknowledged")
  }

  @Test func aSecondRoundReadsNothing() throws {
    let desk = try IntakeDesk.ofSamples()
    _ = try desk.round()
    #expect(try desk.round().read == 0)
  }

  @Test func whatTheLedgerHasIsAcknowledgedAndNotCounted() throws {
    let desk = try IntakeDesk.ofSamples()
    let names = try desk.maildir.names(in: "new")
    _ = try desk.round()
    // A run that ended between commit and acknowledgement leaves its mail in `new`.
    try desk.maildir.put(names[1], "the bytes do not matter any more")
    try FileMover.remove(names[1] + ":2,S", in: desk.maildir)
    #expect(try desk.round().read == 0)
    #expect(try !desk.maildir.names(in: "new").contains(names[1]))
  }

  @Test func aDryRunDecidesEverythingAndChangesNothing() throws {
    let desk = try IntakeDesk.ofSamples()
    let before = try desk.maildir.names(in: "new")
    let dry = try desk.round { $0.dryRun = true }
    #expect(dry.decisions.count == 65)
    #expect(dry[.opened] == 50 && dry[.appended] == 8)
    #expect(try desk.maildir.names(in: "new") == before)
    #expect(try desk.store.list(TicketFilter()).tickets.isEmpty)
    #expect(try desk.round()[.opened] == 50, "the dry run was no first contact either")
  }

  @Test func atFirstContactOldMailIsBaselineUnlessAskedFor() throws {
    let plain = try IntakeDesk.ofSamples()
    #expect(try plain.round()[.ignored] == 2)
    let all = try IntakeDesk.ofSamples()
    #expect(try all.round { $0.takeAll = true }[.ignored] == 0)
    let baseline = try IntakeDesk.ofSamples()
    let report = try baseline.round { $0.baseline = true }
    #expect(report.counts == [.ignored: 65])
    #expect(try baseline.round().read == 0)
  }

  @Test func anOversizeMessageIsAStubAndItsFileStays() throws {
    let maildir = try TestMaildir()
    let body = String(repeating: "A line of a very large message.\n", count: 20_000)
    try maildir.put(
      "1795000001.big", "From: ana@acme.example\nSubject: [urgent] big\nMessage-ID: <big@acme.example>\n\n\(body)")
    let desk = try IntakeDesk(maildir)
    let report = try desk.round { $0.maxSize = 100_000 }
    #expect(report.counts == [.quarantined: 1])
    let ticket = try #require(try desk.store.list(TicketFilter()).tickets.first)
    #expect(ticket.subject == "[urgent] big" && ticket.priority == .high)
    let row = try #require(try desk.store.intake(IntakeFilter()).first)
    #expect(row.reason == "oversize" && row.ticket == ticket.id && row.rawDigest == nil)
    #expect(try maildir.names(in: "cur") == ["1795000001.big:2,S"])
  }
}
