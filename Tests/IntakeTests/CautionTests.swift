import Desk
import Foundation
import Glibc
import Intake
import Mailbox
import Store
import Support
import Synchronization
import Testing

/// What the death of earlier runs teaches the next: a message that was alone in hand each time is tried in a process of
/// its own, and only what dies there is poison.
@Suite struct CautionTests {
  private static let key = "1795000001.poison"

  private func desk() throws -> IntakeDesk {
    let maildir = try TestMaildir()
    try maildir.put(Self.key, "From: ana@acme.example\nSubject: hm\nMessage-ID: <1@acme.example>\n\nhello\n")
    try maildir.put("1795000002.fine", "From: bob@acme.example\nSubject: fine\nMessage-ID: <2@acme.example>\n\nhi\n")
    return try IntakeDesk(maildir)
  }

  /// Leaves behind what a killed run leaves: a row that has not ended, its lock file, and an attempt at the message.
  private func die(_ desk: IntakeDesk, attempts: Int) throws {
    let run = try desk.store.write { transaction in
      for _ in 0..<attempts { try transaction.countAttempt(mailbox: desk.source.name, key: Self.key) }
      return try transaction.beginRun("ingest", mailbox: desk.source.name)
    }
    #expect(FileManager.default.createFile(atPath: "\(desk.store.path).run-\(run)", contents: nil))
  }

  @Test func whatDiesAloneTooIsQuarantinedWithItsBytes() throws {
    let desk = try desk()
    try die(desk, attempts: 2)
    let asked = Mutex<[String]>([])
    let report = try desk.round(examine: { key in
      asked.withLock { $0.append(key.name) }
      return .dies(how: "Segmentation fault")
    })
    #expect(asked.withLock { $0 } == [Self.key], "only the suspect is tried")
    #expect(report.counts == [.quarantined: 1, .opened: 1], "the others are taken in by the same run")
    let row = try #require(try desk.store.intakeEntry(mailbox: desk.source.name, key: Self.key))
    #expect(row.reason == "attempts: 3")
    #expect(try desk.store.rawMessage(ofIntake: row.id) != nil)
  }

  @Test func whatLivesAloneIsTakenIn() throws {
    let desk = try desk()
    try die(desk, attempts: 2)
    #expect(try desk.round().counts == [.opened: 2])
    #expect(try desk.store.write { try $0.attempts(mailbox: desk.source.name, key: Self.key) } == 0)
  }

  @Test func fewerDeathsBlameNobody() throws {
    let desk = try desk()
    try die(desk, attempts: 1)
    let report = try desk.round(examine: { _ in
      Issue.record("nobody is tried before the third attempt")
      return .dies(how: "")
    })
    #expect(report.counts == [.opened: 2])
  }

  @Test func aRunInProgressIsNoDeadOne() throws {
    let desk = try desk()
    try die(desk, attempts: 2)
    let lock = try #require(
      try FileManager.default.contentsOfDirectory(atPath: desk.maildir.folder.path).first { $0.contains(".run-") })
    let descriptor = open(desk.maildir.folder.appending(path: lock).path, O_RDWR)
    defer { close(descriptor) }
    #expect(flock(descriptor, LOCK_EX) == 0)
    let report = try desk.round(examine: { _ in
      Issue.record("its owner lives: nothing is known against the message")
      return .dies(how: "")
    })
    #expect(report.counts == [.opened: 2])
    #expect(FileManager.default.fileExists(atPath: desk.maildir.folder.appending(path: lock).path))
  }

  @Test func anOrderlyRunLeavesNoLockBehind() throws {
    let desk = try desk()
    _ = try desk.round()
    let left = try FileManager.default.contentsOfDirectory(atPath: desk.maildir.folder.path)
    #expect(!left.contains { $0.contains(".run-") })
  }
}
