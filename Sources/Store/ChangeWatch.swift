import GRDB

/// Tells whether anybody has changed the database since one looked, in this process or another.
///
/// It has a read-only connection of its own: what SQLite counts are the commits of others.
package final class ChangeWatch: Sendable {
  private let queue: DatabaseQueue
  private let path: String

  init(_ path: String) throws {
    self.path = path
    queue = try StoreError.translating(file: path) { try DatabaseFile(path).openForReading() }
  }

  /// A number that is another after each commit; to be compared with what it was, and nothing else.
  ///
  /// It costs some microseconds and reads no table, so that it may be asked ten times a second.
  package func mark() throws -> Int64 {
    try StoreError.translating(file: path) {
      try queue.unsafeRead { database in
        try Connection(database: database, file: path).integer("PRAGMA data_version") ?? 0
      }
    }
  }
}

extension TicketStore {
  /// A watch on this store's file.
  package func changeWatch() throws -> ChangeWatch { try ChangeWatch(path) }
}
