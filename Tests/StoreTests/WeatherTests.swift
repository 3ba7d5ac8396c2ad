import Desk
import Foundation
import GRDB
import Glibc
import Store
import Testing

/// A full disk, a locked or read-only file: said clearly, nothing half done.
@Suite struct WeatherTests {
  @Test func aFullDiskRollsBackTheBatchAndSaysSo() throws {
    let desk = try TestStore()
    try desk.open(TestMail("1"))
    let before = try desk.store.auditHead()
    // A limit of the writer's own connection stands for a full disk: SQLite reports both as SQLITE_FULL.
    try desk.store.limitPages()
    let error = #expect(throws: StoreError.self) {
      try desk.store.write { transaction in
        var mail = TestMail("2")
        mail.text = String(repeating: "word ", count: 100_000)
        try transaction.savepoint { _ = try mail.open(in: transaction) }
      }
    }
    #expect(error?.code == .full)
    #expect(error?.isWeather == true)
    #expect(error?.description.contains("nothing was acknowledged") == true)
    #expect(try desk.store.auditHead() == before)
    #expect(try desk.store.keysNotInLedger(["1", "2"], mailbox: TestMail("1").mailbox) == ["2"])
    try desk.store.limitPages(to: 1_000_000)
    try desk.open(TestMail("2"))
    #expect(try desk.store.verifyAudit().isWhole)
  }

  @Test func aFileLockedByAnotherProgramIsWeather() throws {
    let desk = try TestStore()
    let other = try DatabaseQueue(path: desk.path)
    try other.writeWithoutTransaction { database in
      try database.execute(sql: "BEGIN IMMEDIATE")
      let error = #expect(throws: StoreError.self) { try desk.open(TestMail("1")) }
      #expect(error?.code == .busy)
      #expect(error?.isWeather == true)
      #expect(error?.description.contains("locked by another program for more than 5 s") == true)
      #expect(try desk.store.list(TicketFilter()).tickets.isEmpty, "readers go on")
      try database.execute(sql: "ROLLBACK")
    }
    try desk.open(TestMail("1"))
  }

  /// A restored backup, a moved folder: SQLite would go on writing what nobody finds again.
  @Test(arguments: [true, false]) func aFileThatIsReplacedIsNotWrittenToAnyMore(_ isRestored: Bool) throws {
    let desk = try TestStore()
    try desk.open(TestMail("1"))
    let copy = desk.directory.appending(path: "copy.sqlite").path
    try desk.store.backup(to: copy)
    try FileManager.default.removeItem(atPath: desk.path)
    if isRestored { try FileManager.default.copyItem(atPath: copy, toPath: desk.path) }
    let error = #expect(throws: StoreError.self) { try desk.open(TestMail("2")) }
    #expect(error?.code == .replaced)
    #expect(error?.isWeather == true)
    #expect(error?.description.contains("start this program again") == true)
  }

  @Test func whatLiesBesideAFileIsNamedAfterItWhateverLinkLeadsThere() throws {
    let desk = try TestStore()
    let link = desk.directory.appending(path: "link.sqlite").path
    try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: desk.path)
    let linked = try TicketStore.open(at: link, mode: .write) { Instant(seconds: 0) }
    #expect(linked.path == link)
    #expect(linked.realPath == desk.store.realPath)
  }

  @Test func aReaderSeesTheFileButCannotWrite() throws {
    let desk = try TestStore()
    try desk.open(TestMail("1"))
    let reader = try desk.another(.read)
    #expect(try reader.list(TicketFilter()).tickets.count == 1)
    let error = #expect(throws: StoreError.self) { try reader.write { _ in } }
    #expect(error?.code == .readOnly)
  }

  @Test func aReaderOpensAClosedFileWithoutALogAndLeavesItAsItWas() throws {
    let directory = FileManager.default.temporaryDirectory.appending(path: "store-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: directory) }
    let path = directory.appending(path: "desk ?#%.sqlite").path
    do {
      let store = try TicketStore.open(at: path, mode: .create, now: { TestStore.beginning })
      try store.write { _ = try TestMail("1").open(in: $0) }
    }
    #expect(!FileManager.default.fileExists(atPath: path + "-wal"), "the last connection takes the log with it")
    let before = try Data(contentsOf: URL(filePath: path))
    let reader = try TicketStore.open(at: path, mode: .read, now: { TestStore.beginning })
    #expect(try reader.list(TicketFilter()).tickets.count == 1)
    #expect(try Data(contentsOf: URL(filePath: path)) == before)
  }

  @Test(.enabled(if: geteuid() != 0, "root may write in every directory"))
  func aReaderNeedsNoRightToWriteInTheDirectory() throws {
    let desk = try TestStore()
    try desk.open(TestMail("1"))
    let folder = desk.directory.appending(path: "archive")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let copy = folder.appending(path: "copy.sqlite").path
    try desk.store.backup(to: copy)
    chmod(folder.path, 0o500)
    defer { chmod(folder.path, 0o700) }
    let reader = try TicketStore.open(at: copy, mode: .read, now: { TestStore.beginning })
    #expect(try reader.list(TicketFilter()).tickets.count == 1)
  }

  @Test func aMissingDirectoryCannotBeOpened() throws {
    let error = #expect(throws: StoreError.self) {
      try TicketStore.open(at: "/nowhere/at/all/desk.sqlite", mode: .create, now: { TestStore.beginning })
    }
    #expect(error?.code == .cannotOpen)
    #expect(error?.isWeather == true)
  }

  @Test func aConstraintIsTheMessagesOwnFault() throws {
    let desk = try TestStore()
    let error = #expect(throws: StoreError.self) {
      try desk.store.write { try $0.recordIntake(TestMail("1").intake(.opened)) }
    }
    #expect(error?.code == .constraint)
    #expect(error?.isWeather == false && error?.isOfTheValue == true)
  }

  @Test func damageIsNoMessagesFault() {
    // What SQLite says of a page that the disk does not give back.
    for code in [StoreError.Code.corrupt, .notADatabase, .io, .busy, .full] {
      #expect(!StoreError(code, file: "desk.sqlite").isOfTheValue)
    }
  }

  @Test func aBackupIsACompleteFileOfItsOwnAndNeverOverwrites() throws {
    let desk = try TestStore()
    try desk.open(TestMail("1"))
    let copy = desk.directory.appending(path: "copy.sqlite").path
    var last = (0, 0)
    try desk.store.backup(to: copy) { last = ($0, $1) }
    #expect(last.0 == last.1 && last.1 > 0)
    try desk.open(TestMail("2"))
    let store = try TicketStore.open(at: copy, mode: .read, now: { TestStore.beginning })
    #expect(try store.list(TicketFilter()).tickets.map(\.id.number) == [1])
    #expect(store.deskID == desk.store.deskID)
    #expect(try store.verifyAudit().isWhole)
    #expect(try FileManager.default.attributesOfItem(atPath: copy)[.posixPermissions] as? Int == 0o600)
    #expect(throws: StoreError(.alreadyThere, file: "")) { try desk.store.backup(to: copy) }
  }
}
