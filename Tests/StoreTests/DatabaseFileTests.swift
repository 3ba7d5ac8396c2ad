import Desk
import Foundation
import GRDB
import Support
import Testing

@testable import Store

/// What lies in the file and beside it.
@Suite struct DatabaseFileTests {
  @Test func aNewFileHasPagesForMail() throws {
    let desk = try TestStore()
    #expect(try pragma("page_size", desk.path) == 8192)
    #expect(try desk.store.onWriter { try $0.integer("PRAGMA secure_delete") } == 2, "FAST")
  }

  /// As a disk that is full leaves it behind, when the pool was made and the schema could not be.
  @Test func aFileWhoseSchemaCouldNotBeMadeIsTriedAgain() throws {
    let folder = try TemporaryDirectory()
    defer { folder.remove() }
    let path = folder.path + "/desk.sqlite"
    try DatabaseQueue(path: path).writeWithoutTransaction { database in
      try database.execute(sql: "PRAGMA journal_mode = WAL; CREATE TABLE a (b); DROP TABLE a")
    }
    #expect(try TicketStore.open(at: path, mode: .create, now: { TestStore.beginning }).wasCreated)
  }

  /// What a reload does: the same file once more in the same process, and another program that looks in after it.
  ///
  /// Whoever closes a database last takes its log away. A writer that has lost its locks goes on writing that log, and all
  /// of it is gone with the process.
  @Test(arguments: [TicketStore.Mode.read, .write, .create]) func openingItTwiceTakesNoLockAway(
    _ mode: TicketStore.Mode
  ) throws {
    let desk = try TestStore()
    try desk.open(TestMail("1"))
    do { _ = try TicketStore.open(at: desk.path, mode: mode) { TestStore.beginning } }
    try askAnotherProcess(desk.path, tickets: 1)
    #expect(FileManager.default.fileExists(atPath: desk.path + "-wal"), "somebody writes: its log is left alone")
    try desk.open(TestMail("2"))
    try askAnotherProcess(desk.path, tickets: 2)
  }

  /// The `sqlite3` shell, which ends with an error where it finds another number of tickets.
  private func askAnotherProcess(_ path: String, tickets: Int) throws {
    let overflow = "abs(-9223372036854775808)"
    try ChildProcess.run(
      "/usr/bin/sqlite3", path, "SELECT CASE count(*) WHEN \(tickets) THEN 1 ELSE \(overflow) END FROM ticket")
  }

  /// A long run of writing, as a large mailbox is: the log is copied beside it and begins anew, and all is there.
  @Test func theLogIsCopiedBesideTheWriterAndStaysShort() throws {
    let desk = try TestStore()
    let size = 1 << 20
    var longest = 0
    for number in 0..<90 {
      var mail = TestMail("\(number)")
      mail.header = String(repeating: "x", count: size)
      try desk.open(mail)
      longest = max(longest, bytes(of: desk.path + "-wal"))
      if number == 40 { try awaitCopy(of: 8 * size, to: desk.path) }
    }
    #expect(longest < 72 * size, "the log has begun anew")
    try DatabaseQueue(path: desk.path).read { database in
      let found = try Int.fetchOne(database, sql: "SELECT count(*) FROM search WHERE search MATCH 'invoice'")
      #expect(found == 90)
      #expect(try String.fetchAll(database, sql: "PRAGMA integrity_check") == ["ok"])
    }
  }

  @Test(arguments: [10, 30_000]) func erasedDetailsAreNowhereInTheFile(_ length: Int) throws {
    let secret = "Zx9-\(length)-secret"
    let desk = try TestStore()
    let detail = Event.Detail("name", secret + String(repeating: "y", count: length))
    let event = Event(at: TestStore.beginning, kind: .noted, actor: "mara", details: [detail])
    let sequence = try desk.store.write { try $0.append(event) }
    try copyLog(of: desk)
    #expect(try file(desk.path, holds: secret))
    try desk.store.write { _ = try $0.eraseDetails(of: [sequence], actor: "mara") }
    try copyLog(of: desk)
    #expect(try !file(desk.path, holds: secret))
  }

  private func pragma(_ name: String, _ path: String) throws -> Int? {
    try DatabaseQueue(path: path).read { try Int.fetchOne($0, sql: "PRAGMA \(name)") }
  }

  private func copyLog(of desk: TestStore) throws {
    try desk.store.onWriter { try $0.run("PRAGMA wal_checkpoint(TRUNCATE)") }
  }

  private func file(_ path: String, holds text: String) throws -> Bool {
    try Data(contentsOf: URL(filePath: path)).range(of: Data(text.utf8)) != nil
  }

  private func bytes(of path: String) -> Int {
    (try? FileManager.default.attributesOfItem(atPath: path)[.size] as? Int) ?? 0
  }

  /// Waits until so much of the log has been copied into the file, on the copier's own thread.
  private func awaitCopy(of least: Int, to path: String) throws {
    let end = ContinuousClock.now + .seconds(60)
    while bytes(of: path) < least {
      try #require(ContinuousClock.now < end, "nobody has copied the log")
      usleep(10_000)
    }
  }
}
