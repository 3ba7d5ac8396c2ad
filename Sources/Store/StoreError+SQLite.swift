import GRDB

extension StoreError {
  /// What SQLite reported about `file`, as an error of ours.
  init(_ error: DatabaseError, file: String) {
    self.init(
      Self.code(of: error.resultCode), file: file, sqlite: error.extendedResultCode.rawValue,
      detail: error.message ?? "")
  }

  /// Runs `body` and turns GRDB's errors into ours; everything else passes.
  static func translating<Value>(file: String, _ body: () throws -> Value) throws -> Value {
    do {
      return try body()
    } catch let error as DatabaseError {
      throw StoreError(error, file: file)
    }
  }

  private static func code(of code: ResultCode) -> Code {
    switch code {
    case .SQLITE_BUSY, .SQLITE_LOCKED: .busy
    case .SQLITE_FULL: .full
    case .SQLITE_IOERR, .SQLITE_PROTOCOL: .io
    case .SQLITE_READONLY, .SQLITE_PERM: .readOnly
    case .SQLITE_CANTOPEN: .cannotOpen
    case .SQLITE_NOMEM: .noMemory
    case .SQLITE_NOTADB: .notADatabase
    case .SQLITE_CORRUPT: .corrupt
    case .SQLITE_CONSTRAINT, .SQLITE_MISMATCH: .constraint
    case .SQLITE_TOOBIG: .tooLarge
    default: .other
    }
  }
}
