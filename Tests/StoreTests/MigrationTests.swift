import Desk
import Foundation
import GRDB
import Testing

@testable import Store

@Suite struct MigrationTests {
  @Test func createMakesTheFileForItsOwnerAloneWithItsLogAndSharedMemory() throws {
    let desk = try TestStore()
    try desk.open(TestMail("1"))
    #expect(desk.store.wasCreated)
    for suffix in ["", "-wal", "-shm"] {
      let attributes = try FileManager.default.attributesOfItem(atPath: desk.path + suffix)
      #expect(attributes[.posixPermissions] as? Int == 0o600, "\(suffix)")
    }
  }

  @Test func theWriterCommitsWithFullSynchronisation() throws {
    let desk = try TestStore()
    #expect(try desk.store.deskStatistics().synchronous == 2)
    #expect(try desk.another().deskStatistics().synchronous == 2)
  }

  @Test func theFileIsInWALModeAndChecksForeignKeys() throws {
    let desk = try TestStore()
    let mode = try DatabaseQueue(path: desk.path).read { try String.fetchOne($0, sql: "PRAGMA journal_mode") }
    #expect(mode == "wal")
    #expect(throws: StoreError(.constraint, file: "")) {
      try desk.store.write { try $0.setRoot(message: 99, of: TestMail("1").open(in: $0).ticket) }
    }
  }

  @Test func theIdentityIsMadeOnceAndKept() throws {
    let desk = try TestStore()
    #expect(desk.store.identityKey.count == 32)
    #expect(!desk.store.deskID.isEmpty)
    for mode in [TicketStore.Mode.create, .write, .read] {
      let again = try desk.another(mode)
      #expect(again.identityKey == desk.store.identityKey)
      #expect(again.deskID == desk.store.deskID)
      #expect(!again.wasCreated)
    }
    #expect(try TestStore().store.identityKey != desk.store.identityKey)
  }

  @Test func manyProgramsMayCreateTheSameFileAtOnce() async throws {
    let directory = FileManager.default.temporaryDirectory.appending(path: "store-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: directory) }
    let path = directory.appending(path: "desk.sqlite").path
    let identities = try await withThrowingTaskGroup(of: (String, Bool).self) { group in
      for _ in 0..<4 {
        group.addTask {
          let store = try TicketStore.open(at: path, mode: .create, now: { TestStore.beginning })
          return (store.deskID, store.wasCreated)
        }
      }
      return try await group.reduce(into: []) { $0.append($1) }
    }
    #expect(Set(identities.map(\.0)).count == 1)
    #expect(identities.filter(\.1).count == 1)
  }

  @Test(arguments: [TicketStore.Mode.write, .read])
  func aMissingFileIsSaidToBeMissingAndNotMade(_ mode: TicketStore.Mode) throws {
    let path = FileManager.default.temporaryDirectory.appending(path: "none-\(UUID().uuidString).sqlite").path
    let error = #expect(throws: StoreError.self) {
      try TicketStore.open(at: path, mode: mode, now: { TestStore.beginning })
    }
    #expect(error?.code == .noDatabase)
    #expect(error?.description.contains("servicedesk init") == true)
    #expect(!FileManager.default.fileExists(atPath: path))
  }

  @Test(arguments: [TicketStore.Mode.create, .write, .read])
  func aFileOfANewerProgramIsRefusedByBothVersions(_ mode: TicketStore.Mode) throws {
    let desk = try TestStore()
    try DatabaseQueue(path: desk.path).write { try $0.execute(sql: "PRAGMA user_version = \(Schema.current + 1)") }
    let error = #expect(throws: StoreError.self) { try desk.another(mode) }
    #expect(error?.code == .newerSchema)
    #expect(error?.description.contains("schema \(Schema.current + 1), this program knows \(Schema.current)") == true)
    #expect(error?.isWeather == false)
  }

  @Test(arguments: [TicketStore.Mode.create, .write, .read])
  func somebodyElsesFileIsLeftAsItIs(_ mode: TicketStore.Mode) throws {
    let directory = FileManager.default.temporaryDirectory.appending(path: "store-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: directory) }
    let database = directory.appending(path: "music.sqlite")
    try DatabaseQueue(path: database.path).write { try $0.execute(sql: "CREATE TABLE song (name TEXT)") }
    let text = directory.appending(path: "notes.txt")
    try Data(
      "not a database at all, and long enough to have a header of a hundred bytes: \(String(repeating: "x", count: 100))"
        .utf8
    )
    .write(to: text)
    for file in [database, text] {
      let before = try Data(contentsOf: file)
      let error = #expect(throws: StoreError.self) {
        try TicketStore.open(at: file.path, mode: mode, now: { TestStore.beginning })
      }
      #expect(error?.code == .notADatabase, "\(file.lastPathComponent)")
      #expect(try Data(contentsOf: file) == before)
    }
  }

  @Test func aSecondOpeningChangesNothing() throws {
    let desk = try TestStore()
    try desk.open(TestMail("1"))
    let schema = "SELECT group_concat(sql, char(10)) FROM (SELECT sql FROM sqlite_schema ORDER BY name)"
    let before = try DatabaseQueue(path: desk.path).read { try String.fetchOne($0, sql: schema) }
    _ = try desk.another(.create)
    let after = try DatabaseQueue(path: desk.path).read { try String.fetchOne($0, sql: schema) }
    #expect(before == after)
    #expect(try desk.store.ticket(TicketID(1)) != nil)
  }

  @Test func everyTableIsStrict() throws {
    let desk = try TestStore()
    let loose = try DatabaseQueue(path: desk.path).read { database in
      try String.fetchAll(
        database,
        sql: "SELECT name FROM pragma_table_list WHERE type = 'table' AND schema = 'main' AND strict = 0")
    }
    #expect(loose.allSatisfy { $0.hasPrefix("sqlite_") }, "\(loose)")
  }
}
