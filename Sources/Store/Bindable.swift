import GRDBSQLite
import Glibc

/// What can be handed to a statement.
protocol Bindable {
  /// Binds a copy of the value.
  ///
  /// - Returns: SQLite's result code.
  func bind(to statement: OpaquePointer, at place: Int32) -> Int32

  /// Bytes that are better lent for the time of the statement than copied.
  var lent: [UInt8]? { get }
}

extension Bindable {
  var lent: [UInt8]? { nil }
}

/// Tells SQLite to copy what it is given.
private let copied = unsafeBitCast(-1, to: sqlite3_destructor_type.self)

extension Int64: Bindable {
  func bind(to statement: OpaquePointer, at place: Int32) -> Int32 { sqlite3_bind_int64(statement, place, self) }
}

extension Int: Bindable {
  func bind(to statement: OpaquePointer, at place: Int32) -> Int32 { sqlite3_bind_int64(statement, place, Int64(self)) }
}

extension Bool: Bindable {
  func bind(to statement: OpaquePointer, at place: Int32) -> Int32 {
    sqlite3_bind_int64(statement, place, self ? 1 : 0)
  }
}

extension [UInt8]: Bindable {
  var lent: [UInt8]? { count > 4096 ? self : nil }

  func bind(to statement: OpaquePointer, at place: Int32) -> Int32 {
    // An empty array has no address, which SQLite would take for NULL.
    if isEmpty { return sqlite3_bind_zeroblob(statement, place, 0) }
    return withUnsafeBufferPointer {
      sqlite3_bind_blob64(statement, place, $0.baseAddress, UInt64($0.count), copied)
    }
  }
}

extension String: Bindable {
  /// What SQLite does with text beyond a NUL is undefined, and its shell and functions hide it: a NUL from a mail is
  /// stored as the replacement character instead, so that no words vanish, and looked up as that too.
  func bind(to statement: OpaquePointer, at place: Int32) -> Int32 {
    var text = self
    let code: Int32? = text.withUTF8 { buffer in
      guard let start = buffer.baseAddress else { return sqlite3_bind_text(statement, place, "", 0, copied) }
      if memchr(start, 0, buffer.count) != nil { return nil }
      return start.withMemoryRebound(to: CChar.self, capacity: buffer.count) {
        sqlite3_bind_text64(statement, place, $0, UInt64(buffer.count), copied, UInt8(SQLITE_UTF8))
      }
    }
    return code ?? text.replacing("\0", with: "\u{FFFD}").bind(to: statement, at: place)
  }
}
