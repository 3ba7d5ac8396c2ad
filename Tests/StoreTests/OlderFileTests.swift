import Desk
import Foundation
import GRDB
import Store
import Support
import Testing

/// A file that version 1 of the program wrote: nine tickets, one of them merged, a reply, a note and 34 events.
@Suite struct OlderFileTests {
  private static let head = "34:6040b15e0c49b03babf3f1be6acc6e585bbd072ded3f49fba0c4b1b0f570de8e"

  private let folder: TemporaryDirectory
  private let path: String

  init() throws {
    folder = try TemporaryDirectory()
    path = folder.path + "/desk.sqlite"
    try FileManager.default.copyItem(
      atPath: PackageTree.samples.appending(path: "databases/version-1.sqlite").path, toPath: path)
  }

  private func strings(_ sql: String, in path: String? = nil) throws -> [String] {
    try DatabaseQueue(path: path ?? self.path).read { try String.fetchAll($0, sql: sql) }
  }

  /// Each table with the columns that it has now.
  private func shape() throws -> [(table: String, columns: String)] {
    try strings("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%'").map { table in
      (
        table, try strings("SELECT '\"' || name || '\"' FROM pragma_table_xinfo('\(table)')").joined(separator: ", ")
      )
    }
  }

  private func rows(_ shape: [(table: String, columns: String)]) throws -> [String: Set<String>] {
    try DatabaseQueue(path: path).read { database in
      try Dictionary(
        uniqueKeysWithValues: shape.map { table, columns in
          let rows = try Row.fetchAll(database, sql: "SELECT \(columns) FROM \"\(table)\"")
          return (table, Set(rows.map(\.description)))
        })
    }
  }

  @Test(arguments: [TicketStore.Mode.create, .write, .read])
  func everythingInItIsKept(_ mode: TicketStore.Mode) throws {
    defer { folder.remove() }
    let shape = try shape()
    let before = try rows(shape)
    #expect(before["ticket"]?.count == 9)
    let bytes = try strings(
      "SELECT intake.id || hex(bytes) FROM intake JOIN raw_message ON digest = raw_digest ORDER BY intake.id")
    let store = try TicketStore.open(at: path, mode: mode, now: { TestStore.beginning })
    let after = try rows(shape)
    for (table, rows) in before { #expect(after[table]?.isSuperset(of: rows) == true, "\(table)") }
    let head = try #require(AuditHead(parsing: Self.head))
    #expect(try store.verifyAudit(expecting: head).isWhole)
    #expect(try store.auditHead() == head)
    #expect(try store.operators().map(\.name) == ["alice", "bob", "dora"])
    #expect(try store.ticket(TicketID(5))?.mergedInto == TicketID(4))
    #expect(!store.wasCreated)
    let kept = try store.intake(IntakeFilter()).sorted { $0.id < $1.id }.compactMap { entry in
      try store.rawMessage(ofIntake: entry.id).map { "\(entry.id)" + $0.map { String(format: "%02X", $0) }.joined() }
    }
    #expect(kept == bytes && !kept.isEmpty)
    #expect(try strings("PRAGMA foreign_key_check") == [])
    #expect(try strings("PRAGMA integrity_check") == ["ok"])
  }

  @Test func itBecomesAFileLikeANewOne() throws {
    defer { folder.remove() }
    let now = Instant(seconds: 1_800_000_000)
    let store = try TicketStore.open(at: path, mode: .write, now: { now })
    let new = try TestStore()
    let schema = "SELECT name || ': ' || sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY name"
    #expect(try strings(schema) == strings(schema, in: new.path))
    #expect(try strings("PRAGMA user_version") == strings("PRAGMA user_version", in: new.path))
    _ = try store.write { transaction in
      try transaction.append(Event(at: now, kind: .noted, actor: "bob", ticket: TicketID(1)))
    }
    #expect(try store.verifyAudit(expecting: AuditHead(parsing: Self.head)).isWhole)
  }
}
