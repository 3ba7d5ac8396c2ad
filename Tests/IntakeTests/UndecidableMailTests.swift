import Desk
import Foundation
import Intake
import Mailbox
import Store
import Support
import Testing

/// A message that the desk cannot store, among others of the same batch.
@Suite struct UndecidableMailTests {
  private func desk(_ subjects: [String]) throws -> IntakeDesk {
    let maildir = try TestMaildir()
    for (index, subject) in subjects.enumerated() {
      let head = "From: ana\(index)@acme.example\nSubject: \(subject)\nMessage-ID: <\(index)@acme.example>\n"
      try maildir.put("179500000\(index).mail", head + "\nthe printer is on fire\n")
    }
    return try IntakeDesk(maildir)
  }

  /// Has the database refuse every message with this subject, after its ticket was made.
  private func refuse(_ subject: String, in desk: IntakeDesk) throws {
    try ChildProcess.run(
      "/usr/bin/sqlite3", desk.store.path,
      """
      CREATE TRIGGER refuse AFTER INSERT ON message WHEN new.subject = '\(subject)'
      BEGIN SELECT RAISE(ABORT, 'not this one'); END
      """)
  }

  @Test func itAloneIsUndoneAndSetAside() throws {
    let desk = try desk(["one", "two", "never", "three", "never", "four"])
    try refuse("never", in: desk)
    let report = try desk.round()
    #expect(report.counts == [.opened: 4, .quarantined: 2])
    #expect(report.opened.map(\.number) == [1, 2, 3, 4], "no number is lost to what was undone")
    for index in [2, 4] {
      let row = try #require(try desk.store.intakeEntry(mailbox: desk.source.name, key: "179500000\(index).mail"))
      #expect(row.disposition == .quarantined && row.reason?.contains("not this one") == true, "\(row)")
      #expect(row.ticket == nil)
      #expect(try desk.store.rawMessage(ofIntake: row.id) != nil, "its bytes are kept")
    }
    #expect(try desk.maildir.names(in: "new").isEmpty)
    #expect(try desk.store.verifyAudit().isWhole)
  }

  @Test func theOthersAreAsInAQuietRun() throws {
    let (quiet, troubled) = (try desk(["one", "two", "three"]), try desk(["one", "two", "three", "never"]))
    try refuse("never", in: troubled)
    _ = try quiet.round()
    _ = try troubled.round()
    #expect(try quiet.store.lastEventSequence() == troubled.store.lastEventSequence())
    let lists = try [quiet, troubled].map { try $0.store.conversation(of: TicketID(3)).map(\.subject) }
    #expect(lists[0] == lists[1] && lists[0].count == 2, "the question and the notice that went out: \(lists)")
  }
}
