import GRDB
import GRDBSQLite

/// One SQLite connection and the name of its file, so that each failure can say where it happened.
///
/// All SQL of the store goes through it. GRDB owns the connection, its threads and its prepared statements; they are
/// bound and stepped through the C API, since a message costs thirty of them.
final class Connection {
  typealias Argument = any Bindable

  let database: Database
  let file: String

  /// Statements that this transaction has used, by where their text lies in memory: cheaper than hashing the text.
  private var statements: [Int: (sql: String, statement: Statement)] = [:]

  init(database: Database, file: String) {
    self.database = database
    self.file = file
  }

  /// Runs a statement that gives back no rows.
  func run(_ sql: String, _ arguments: [Argument?] = []) throws {
    try stepping(try prepared(sql), arguments) { _ in false }
  }

  /// The first row, as `read` makes it; nil when there is none.
  func first<Value>(_ sql: String, _ arguments: [Argument?] = [], _ read: (Row) throws -> Value) throws -> Value? {
    var value: Value?
    try stepping(try prepared(sql), arguments) { row in
      value = try read(row)
      return false
    }
    return value
  }

  /// All rows, as `read` makes them.
  func all<Value>(_ sql: String, _ arguments: [Argument?] = [], _ read: (Row) throws -> Value) throws -> [Value] {
    var values: [Value] = []
    try stepping(try prepared(sql), arguments) { row in
      values.append(try read(row))
      return true
    }
    return values
  }

  /// Hands row after row to `body` until it says false: for results that are too long to hold.
  func each(_ sql: String, _ arguments: [Argument?] = [], _ body: (Row) throws -> Bool) throws {
    try stepping(try prepared(sql), arguments, body)
  }

  /// The integer of the first column of the first row.
  func integer(_ sql: String, _ arguments: [Argument?] = []) throws -> Int64? {
    try first(sql, arguments) { $0[0] as Int64? } ?? nil
  }

  /// Whether there is any row.
  func exists(_ sql: String, _ arguments: [Argument?] = []) throws -> Bool {
    try first(sql, arguments) { _ in true } ?? false
  }

  /// The first bytes of a blob; what lies behind them is not read.
  func start(ofBlob column: String, in table: String, row: Int64, most: Int) throws -> [UInt8] {
    var blob: OpaquePointer?
    let code = sqlite3_blob_open(database.sqliteConnection, "main", table, column, row, 0, &blob)
    guard code == SQLITE_OK else { throw failure(code) }
    defer { sqlite3_blob_close(blob) }
    let count = min(most, Int(sqlite3_blob_bytes(blob)))
    return try [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
      let code = sqlite3_blob_read(blob, buffer.baseAddress, Int32(count), 0)
      guard code == SQLITE_OK else { throw failure(code) }
      filled = count
    }
  }

  /// How many rows the last statement changed.
  var changes: Int { Int(sqlite3_changes(database.sqliteConnection)) }

  /// The row id that the last insert made.
  var insertedID: Int64 { sqlite3_last_insert_rowid(database.sqliteConnection) }

  /// Whether a transaction is open: SQLite may have ended one by itself after a failure.
  var isInsideTransaction: Bool { sqlite3_get_autocommit(database.sqliteConnection) == 0 }

  private func prepared(_ sql: String) throws -> Statement {
    let address = sql.utf8.withContiguousStorageIfAvailable { Int(bitPattern: $0.baseAddress) } ?? 0
    if let known = statements[address], known.sql == sql, sqlite3_stmt_busy(known.statement.sqliteStatement) == 0 {
      return known.statement
    }
    return try StoreError.translating(file: file) {
      let statement = try database.cachedStatement(sql: sql)
      // One that is being read from, further up the stack, is left alone.
      guard sqlite3_stmt_busy(statement.sqliteStatement) == 0 else { return try database.makeStatement(sql: sql) }
      statements[address] = (sql, statement)
      return statement
    }
  }

  /// Binds the arguments, steps until `row` says false or there are no more, and leaves the statement ready for reuse.
  private func stepping(_ statement: Statement, _ arguments: [Argument?], _ row: (Row) throws -> Bool) throws {
    let pointer = statement.sqliteStatement
    defer {
      sqlite3_reset(pointer)
      sqlite3_clear_bindings(pointer)
    }
    try withExtendedLifetime(statement) {
      try bind(arguments[...], to: pointer) {
        while true {
          switch sqlite3_step(pointer) {
          case SQLITE_ROW: if try !row(Row(pointer)) { return }
          case SQLITE_DONE: return
          case let code: throw failure(code)
          }
        }
      }
    }
  }

  /// Bytes of some length are lent to SQLite for as long as `body` runs, everything else is copied.
  private func bind(_ arguments: ArraySlice<Argument?>, to statement: SQLiteStatement, _ body: () throws -> Void) throws
  {
    for index in arguments.indices {
      let place = Int32(truncatingIfNeeded: index) + 1
      let argument = arguments[index]
      if let bytes = argument?.lent {
        return try bytes.withUnsafeBufferPointer { buffer in
          let code = sqlite3_bind_blob64(statement, place, buffer.baseAddress, UInt64(buffer.count), nil)
          guard code == SQLITE_OK else { throw failure(code) }
          try bind(arguments[(index + 1)...], to: statement, body)
        }
      }
      let code = argument?.bind(to: statement, at: place) ?? sqlite3_bind_null(statement, place)
      guard code == SQLITE_OK else { throw failure(code) }
    }
    try body()
  }

  private func failure(_ code: Int32) -> StoreError {
    let message = sqlite3_errmsg(database.sqliteConnection).map { String(cString: $0) } ?? ""
    return StoreError(sqlite: code, message: message, file: file)
  }
}
