import Foundation
import GRDB
import GRDBSQLite
import Glibc

extension StoreError {
  /// What SQLite reported about `file`, as an error of ours.
  init(_ error: DatabaseError, file: String) {
    self.init(sqlite: error.extendedResultCode.rawValue, message: error.message ?? "", file: file)
  }

  /// A result code of SQLite, extended or not, with its message.
  init(sqlite code: Int32, message: String, file: String) {
    self.init(Self.code(of: code & 0xFF), file: file, sqlite: code, detail: message)
  }

  /// Runs `body` and turns GRDB's errors into ours, and those of the files that it looks at itself; everything else
  /// passes.
  static func translating<Value>(file: String, _ body: () throws -> Value) throws -> Value {
    do {
      return try body()
    } catch let error as DatabaseError {
      throw StoreError(error, file: file)
    } catch let error as CocoaError {
      let system = (error.userInfo[NSUnderlyingErrorKey] as? POSIXError).map {
        String(cString: strerror($0.code.rawValue))
      }
      throw StoreError(.io, file: file, detail: system ?? error.localizedDescription)
    }
  }

  private static func code(of code: Int32) -> Code {
    switch code {
    case SQLITE_BUSY, SQLITE_LOCKED: .busy
    case SQLITE_FULL: .full
    case SQLITE_IOERR, SQLITE_PROTOCOL: .io
    case SQLITE_READONLY, SQLITE_PERM: .readOnly
    case SQLITE_CANTOPEN: .cannotOpen
    case SQLITE_NOMEM: .noMemory
    case SQLITE_NOTADB: .notADatabase
    case SQLITE_CORRUPT: .corrupt
    case SQLITE_CONSTRAINT, SQLITE_MISMATCH: .constraint
    case SQLITE_TOOBIG: .tooLarge
    default: .other
    }
  }
}
