import GRDBSQLite

/// Hears which statements connections run, with their values in place, and how many rows each gave.
final class StatementRecorder {
  struct Statement {
    let text: String
    var rows = 0
  }

  private typealias Entry =
    @convention(c) (OpaquePointer?, UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?, OpaquePointer?) -> CInt

  /// Listens to every connection that is opened from now on.
  nonisolated(unsafe) static let installed: StatementRecorder = {
    let entry: Entry = { connection, _, _ in StatementRecorder.listen(to: connection) }
    _ = sqlite3_auto_extension(unsafeBitCast(entry, to: (@convention(c) () -> Void).self))
    return StatementRecorder()
  }()

  private static func listen(to connection: OpaquePointer?) -> CInt {
    sqlite3_trace_v2(
      connection, UInt32(SQLITE_TRACE_STMT | SQLITE_TRACE_ROW),
      { what, _, statement, _ in
        StatementRecorder.installed.hear(Int32(bitPattern: what), statement.map { OpaquePointer($0) })
        return 0
      }, nil)
  }

  private var isOn = false
  private var heard: [Statement] = []
  /// Where in `heard` a statement stands that is being run.
  private var places: [OpaquePointer: Int] = [:]

  func record(_ body: () throws -> Void) rethrows -> [Statement] {
    (isOn, heard, places) = (true, [], [:])
    defer { isOn = false }
    try body()
    return heard
  }

  private func hear(_ what: Int32, _ statement: OpaquePointer?) {
    guard isOn, let statement else { return }
    if what == SQLITE_TRACE_ROW {
      if let place = places[statement] { heard[place].rows += 1 }
      return
    }
    guard let text = sqlite3_expanded_sql(statement) else { return }
    defer { sqlite3_free(text) }
    let words = String(cString: text)
    // What a virtual table or a pragma does within a statement comes as a remark.
    guard !words.hasPrefix("--") else { return }
    places[statement] = heard.count
    heard.append(Statement(text: words))
  }
}
