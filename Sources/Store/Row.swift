import Desk
import GRDBSQLite

/// The row that a statement stands on, of use only while it is handed out.
struct Row {
  private let statement: OpaquePointer

  init(_ statement: OpaquePointer) {
    self.statement = statement
  }

  /// The value of a column, which the schema says has that type.
  subscript<Value: ColumnValue>(_ column: Int) -> Value {
    Value.read(statement, Int32(truncatingIfNeeded: column))
  }

  /// The blob of a column as bytes.
  func bytes(_ column: Int) -> [UInt8]? { self[column] }

  /// The ticket that a column names.
  func ticket(_ column: Int) -> TicketID? {
    (self[column] as Int64?).map { TicketID($0) }
  }

  /// The moment that a column holds.
  func instant(_ column: Int) -> Instant? {
    (self[column] as Int64?).map { Instant(microseconds: $0) }
  }
}

/// What can be read from a column.
protocol ColumnValue {
  static func read(_ statement: OpaquePointer, _ column: Int32) -> Self
  /// Nil where the column is null.
  static func readUnlessNull(_ statement: OpaquePointer, _ column: Int32) -> Self?
}

extension ColumnValue {
  static func readUnlessNull(_ statement: OpaquePointer, _ column: Int32) -> Self? {
    sqlite3_column_type(statement, column) == SQLITE_NULL ? nil : read(statement, column)
  }
}

extension Int64: ColumnValue {
  static func read(_ statement: OpaquePointer, _ column: Int32) -> Int64 { sqlite3_column_int64(statement, column) }

  /// Asks for the type only where the value leaves it open.
  static func readUnlessNull(_ statement: OpaquePointer, _ column: Int32) -> Int64? {
    let value = read(statement, column)
    return value != 0 || sqlite3_column_type(statement, column) != SQLITE_NULL ? value : nil
  }
}

extension Int: ColumnValue {
  static func read(_ statement: OpaquePointer, _ column: Int32) -> Int {
    Int(sqlite3_column_int64(statement, column))
  }
}

extension Bool: ColumnValue {
  static func read(_ statement: OpaquePointer, _ column: Int32) -> Bool { sqlite3_column_int64(statement, column) != 0 }
}

extension String: ColumnValue {
  static func read(_ statement: OpaquePointer, _ column: Int32) -> String { readUnlessNull(statement, column) ?? "" }

  static func readUnlessNull(_ statement: OpaquePointer, _ column: Int32) -> String? {
    guard let text = sqlite3_column_text(statement, column) else { return nil }
    let count = Int(sqlite3_column_bytes(statement, column))
    return String(decoding: UnsafeBufferPointer(start: text, count: count), as: UTF8.self)
  }
}

extension [UInt8]: ColumnValue {
  static func read(_ statement: OpaquePointer, _ column: Int32) -> [UInt8] {
    guard let blob = sqlite3_column_blob(statement, column) else { return [] }
    return Array(UnsafeRawBufferPointer(start: blob, count: Int(sqlite3_column_bytes(statement, column))))
  }
}

extension Optional: ColumnValue where Wrapped: ColumnValue {
  static func read(_ statement: OpaquePointer, _ column: Int32) -> Wrapped? {
    Wrapped.readUnlessNull(statement, column)
  }
}
