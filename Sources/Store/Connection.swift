import Desk
import Foundation
import GRDB
import Glibc

/// One SQLite connection and the name of its file, so that each failure can say where it happened.
///
/// All SQL of the store goes through it: cached statements with unchecked arguments, which is as fast as the C API.
struct Connection {
  typealias Argument = any DatabaseValueConvertible

  let database: Database
  let file: String

  /// Runs a statement that gives back no rows.
  func run(_ sql: String, _ arguments: [Argument?] = []) throws {
    try StoreError.translating(file: file) {
      let statement = try database.cachedStatement(sql: sql)
      statement.setUncheckedArguments(Self.bindable(arguments))
      try statement.execute()
    }
  }

  /// The first row, as `read` makes it; nil when there is none.
  func first<Value>(_ sql: String, _ arguments: [Argument?] = [], _ read: (Row) throws -> Value) throws -> Value? {
    try StoreError.translating(file: file) {
      let cursor = try self.cursor(sql, arguments)
      return try cursor.next().map(read)
    }
  }

  /// All rows, as `read` makes them.
  func all<Value>(_ sql: String, _ arguments: [Argument?] = [], _ read: (Row) throws -> Value) throws -> [Value] {
    try StoreError.translating(file: file) {
      let cursor = try self.cursor(sql, arguments)
      var values: [Value] = []
      while let row = try cursor.next() { values.append(try read(row)) }
      return values
    }
  }

  /// Hands row after row to `body` until it says false: for results that are too long to hold.
  func each(_ sql: String, _ arguments: [Argument?] = [], _ body: (Row) throws -> Bool) throws {
    try StoreError.translating(file: file) {
      // Its own statement: `body` may run others, the same one too.
      let statement = try database.makeStatement(sql: sql)
      let cursor = try Row.fetchCursor(statement, arguments: Self.bindable(arguments))
      while let row = try cursor.next(), try body(row) {}
    }
  }

  /// The integer of the first column of the first row.
  func integer(_ sql: String, _ arguments: [Argument?] = []) throws -> Int64? {
    try first(sql, arguments) { $0[0] as Int64? } ?? nil
  }

  /// Whether there is any row.
  func exists(_ sql: String, _ arguments: [Argument?] = []) throws -> Bool {
    try first(sql, arguments) { _ in true } ?? false
  }

  /// How many rows the last statement changed.
  var changes: Int { database.changesCount }

  /// The row id that the last insert made.
  var insertedID: Int64 { database.lastInsertedRowID }

  private func cursor(_ sql: String, _ arguments: [Argument?]) throws -> RowCursor {
    let statement = try database.cachedStatement(sql: sql)
    statement.setUncheckedArguments(Self.bindable(arguments))
    return try Row.fetchCursor(statement)
  }

  /// Text is handed to SQLite up to its first NUL, so a NUL from a mail would hide all words after it: it is stored as
  /// the replacement character instead, and looked up as that too.
  private static func bindable(_ arguments: [Argument?]) -> StatementArguments {
    StatementArguments(
      arguments.map { argument in
        guard let text = argument as? String, text.hasNUL else { return argument }
        return text.replacing("\0", with: "\u{FFFD}")
      })
  }
}

extension Row {
  /// The blob of a column as bytes.
  func bytes(_ index: Int) -> [UInt8]? {
    (self[index] as Data?).map { [UInt8]($0) }
  }

  /// The ticket that a column names.
  func ticket(_ index: Int) -> TicketID? {
    (self[index] as Int64?).map { TicketID($0) }
  }

  /// The moment that a column holds.
  func instant(_ index: Int) -> Instant? {
    (self[index] as Int64?).map { Instant(microseconds: $0) }
  }
}

extension String {
  fileprivate var hasNUL: Bool {
    let found = utf8.withContiguousStorageIfAvailable { bytes in
      bytes.baseAddress.map { memchr($0, 0, bytes.count) != nil } ?? false
    }
    return found ?? utf8.contains(0)
  }
}
