import Foundation
import GRDB
import GRDBSQLite
import Synchronization

/// Copies the write-ahead log into the database file beside the writer, on a connection of its own.
///
/// The log can begin anew only when all of it is copied, which never happens while somebody goes on writing. So the
/// writer still does the last part itself once the log is long, and most of it is done by then.
///
/// A failure here is no failure of anybody's work: the log keeps what is committed, and the next try copies it.
final class Checkpointer: @unchecked Sendable {
  /// How many new pages in the log are worth a copy.
  private static let step: Int32 = 2000

  /// From how many pages on the writer copies what is left: 64 MB, all that the log keeps.
  private static let most: Int32 = 8000

  private let file: DatabaseFile
  private let queue = DispatchQueue(label: "servicedesk.checkpoint")
  private let isCopying = Atomic(false)

  /// How long the log was when a copy was last begun; the writer's alone.
  private var begunAt: Int32 = 0

  /// The queue's alone.
  private var connection: DatabaseQueue?

  init(_ file: DatabaseFile) {
    self.file = file
  }

  /// Looks at the log after each commit of a connection, in place of SQLite's own checkpoints.
  ///
  /// - Important: the connection must not outlive this.
  func watch(_ database: Database) {
    _ = sqlite3_wal_hook(
      database.sqliteConnection,
      { context, connection, name, pages in
        guard let context else { return SQLITE_OK }
        let checkpointer = Unmanaged<Checkpointer>.fromOpaque(context).takeUnretainedValue()
        checkpointer.logGrew(to: pages, of: connection, name)
        return SQLITE_OK
      }, Unmanaged.passUnretained(self).toOpaque())
  }

  /// Lets go of the file when the copy in hand is done.
  func close() {
    queue.sync {
      try? connection?.close()
      connection = nil
    }
  }

  private func logGrew(to pages: Int32, of writer: OpaquePointer?, _ name: UnsafePointer<CChar>?) {
    if pages < begunAt { begunAt = 0 }
    if pages >= Self.most {
      sqlite3_wal_checkpoint_v2(writer, name, SQLITE_CHECKPOINT_PASSIVE, nil, nil)
    } else if pages - begunAt >= Self.step, !isCopying.exchange(true, ordering: .relaxed) {
      begunAt = pages
      queue.async { [self] in
        copy()
        isCopying.store(false, ordering: .relaxed)
      }
    }
  }

  private func copy() {
    if connection == nil { connection = try? file.openForCheckpoints() }
    _ = try? connection?.writeWithoutTransaction { try $0.checkpoint(.passive) }
  }
}
