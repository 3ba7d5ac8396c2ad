import GRDBSQLite

/// SQLite with nothing around it.
final class BareDatabase {
  struct Failure: Error {
    let message: String
  }

  struct Prepared {
    let statement: OpaquePointer
    let rows: Int
  }

  private var connection: OpaquePointer?

  init(_ path: String) throws {
    guard sqlite3_open_v2(path, &connection, SQLITE_OPEN_READONLY | SQLITE_OPEN_NOMUTEX, nil) == SQLITE_OK else {
      throw Failure(message: "cannot open \(path)")
    }
  }

  deinit { sqlite3_close_v2(connection) }

  func prepare(_ statements: [StatementRecorder.Statement]) throws -> [Prepared] {
    try statements.map { heard in
      var statement: OpaquePointer?
      guard sqlite3_prepare_v2(connection, heard.text, -1, &statement, nil) == SQLITE_OK, let statement else {
        throw Failure(message: "\(String(cString: sqlite3_errmsg(connection))) in: \(heard.text)")
      }
      return Prepared(statement: statement, rows: heard.rows)
    }
  }

  /// Steps as far as the store did, and looks at each value.
  func run(_ statements: [Prepared]) throws {
    for prepared in statements {
      let statement = prepared.statement
      defer { sqlite3_reset(statement) }
      for _ in 0..<max(1, prepared.rows) {
        let code = sqlite3_step(statement)
        guard code == SQLITE_ROW else {
          guard code == SQLITE_DONE else { throw Failure(message: String(cString: sqlite3_errmsg(connection))) }
          break
        }
        look(at: statement)
      }
    }
  }

  private func look(at statement: OpaquePointer) {
    for column in 0..<sqlite3_column_count(statement) {
      switch sqlite3_column_type(statement, column) {
      case SQLITE_INTEGER: _ = sqlite3_column_int64(statement, column)
      case SQLITE_NULL: break
      default: _ = sqlite3_column_blob(statement, column)
      }
    }
  }
}
