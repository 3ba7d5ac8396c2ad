package import Desk
import GRDB

/// The source of truth: one SQLite file with one writer and many readers.
///
/// Its methods block the calling thread; call them from threads of your own, not from Swift's cooperative pool.
package final class TicketStore: Sendable {
  /// How a file is opened.
  package enum Mode: Sendable {
    /// Makes the file if it is missing, and brings it to the current schema.
    case create
    /// The file must be there; brings it to the current schema.
    case write
    /// One read-only connection: nothing is written, not even a missing schema. A file of an older program is brought
    /// up first.
    case read
  }

  package let path: String

  /// The file itself, whatever links lead to it: what lies beside it is named after this.
  package var realPath: String { FileIdentity.realPath(path) }

  /// The file that is open, so that another in its place is noticed.
  private let identity: FileIdentity?

  /// Whether this call of `open` made the database.
  package let wasCreated: Bool

  /// The 32 secret bytes that sign our Message-IDs, made with the database.
  package let identityKey: [UInt8]

  /// What tells this desk's marks from those of any other, made with the database.
  package let deskID: String

  package let now: Now
  private let access: Access

  /// A pool for those who write, and who keeps its log short; one connection for those who only read, since opening a
  /// pool writes.
  private enum Access: Sendable {
    case pool(DatabasePool, Checkpointer)
    case readOnly(DatabaseQueue)
  }

  /// Opens the database at `path`.
  ///
  /// - Throws: `StoreError`, such as `noDatabase`, `newerSchema`, `notADatabase` or `cannotOpen`.
  package static func open(at path: String, mode: Mode, now: @escaping Now) throws -> TicketStore {
    try StoreError.translating(file: path) {
      switch mode {
      case .read: try openForReading(at: path, now: now)
      case .write: try TicketStore(writing: path, creates: false, now: now)
      case .create: try TicketStore(writing: path, creates: true, now: now)
      }
    }
  }

  private static func openForReading(at path: String, now: @escaping Now) throws -> TicketStore {
    do {
      return try TicketStore(reading: path, now: now)
    } catch let error as StoreError {
      guard error.code == .olderSchema, DatabaseFile(path).isWritable else { throw error }
    }
    // Queries know one shape of the tables: whoever is the first to look after an upgrade brings them up.
    _ = try TicketStore(writing: path, creates: false, now: now)
    return try TicketStore(reading: path, now: now)
  }

  private init(reading path: String, now: @escaping Now) throws {
    let queue = try DatabaseFile(path).openForReading()
    let setting = try queue.unsafeRead { database in
      let connection = Connection(database: database, file: path)
      let version = try Schema.check(connection)
      guard version > 0 else { throw StoreError(.noDatabase, file: path) }
      guard version == Schema.current else {
        throw StoreError(.olderSchema, file: path, detail: "schema \(version), this program needs \(Schema.current)")
      }
      return try DeskIdentity.read(connection)
    }
    self.path = path
    identity = nil
    self.now = now
    wasCreated = false
    identityKey = setting.key
    deskID = setting.desk
    access = .readOnly(queue)
  }

  private init(writing path: String, creates: Bool, now: @escaping Now) throws {
    let file = DatabaseFile(path)
    let pool = try file.openForWriting(creates: creates)
    let checkpointer = Checkpointer(file)
    let (wasCreated, setting) = try pool.writeWithoutTransaction { database in
      let connection = Connection(database: database, file: path)
      // GRDB sets NORMAL when it opens a pool: a commit could then be lost with the power, after its acknowledgement.
      try connection.run("PRAGMA synchronous = FULL")
      checkpointer.watch(database)
      try connection.run("PRAGMA journal_size_limit = 67108864")
      try connection.run("PRAGMA cache_size = -32000")
      // Deleted rows are overwritten, whole free pages are not: the search index frees them by the hundred. Erasing
      // somebody's details overwrites those too.
      try connection.run("PRAGMA secure_delete = FAST")
      let wasCreated = try Schema.migrate(connection)
      // What a savepoint may have to take back is kept in memory: two thirds of all writes of an intake went into files
      // that lived no longer than it. Migrations, which sort whole tables, are done by now.
      try connection.run("PRAGMA temp_store = MEMORY")
      return try (wasCreated, DeskIdentity.readOrMake(connection))
    }
    self.path = path
    identity = FileIdentity(path)
    self.now = now
    self.wasCreated = wasCreated
    identityKey = setting.key
    deskID = setting.desk
    access = .pool(pool, checkpointer)
  }

  /// Ends its use: what the log holds is copied into the file, and the log is emptied unless somebody else is at work.
  ///
  /// - Throws: `StoreError` while something of this store still reads.
  package func close() throws {
    try StoreError.translating(file: path) {
      switch access {
      case .pool(let pool, let checkpointer):
        checkpointer.close()
        // SQLite removes the log with the last connection alone, and only if that may write.
        _ = try? pool.writeWithoutTransaction { try $0.checkpoint(.truncate) }
        try pool.close()
      case .readOnly(let queue): try queue.close()
      }
    }
  }

  /// Runs `body` in one immediate transaction with one `now`: all of it is committed durably, or nothing.
  ///
  /// - Throws: what `body` throws, or `StoreError`; `replaced` when the file is no longer the one that was opened.
  package func write<Value>(_ body: (Transaction) throws -> Value) throws -> Value {
    guard case .pool(let pool, _) = access else {
      throw StoreError(.readOnly, file: path, detail: "opened for reading only")
    }
    // SQLite would go on writing a file that nobody will find again.
    guard FileIdentity(path) == identity else { throw StoreError(.replaced, file: path) }
    return try StoreError.translating(file: path) {
      try pool.writeWithoutTransaction { database in
        let connection = Connection(database: database, file: path)
        return try connection.transaction {
          let transaction = Transaction(connection, now: now(), desk: deskID)
          let value = try body(transaction)
          try transaction.pending.finish(on: connection)
          return value
        }
      }
    }
  }

  /// Runs `body` on one snapshot of the database.
  func read<Value>(_ body: (Connection) throws -> Value) throws -> Value {
    try StoreError.translating(file: path) {
      switch access {
      case .pool(let pool, _): try pool.read { try body(Connection(database: $0, file: path)) }
      case .readOnly(let queue): try queue.read { try body(Connection(database: $0, file: path)) }
      }
    }
  }

  /// Runs `body` on the writer's connection outside any transaction; nil where there is no writer.
  func onWriter<Value>(_ body: (Connection) throws -> Value) throws -> Value? {
    guard case .pool(let pool, _) = access else { return nil }
    return try StoreError.translating(file: path) {
      try pool.writeWithoutTransaction { try body(Connection(database: $0, file: path)) }
    }
  }

  /// The side of GRDB that a backup reads from.
  var reader: any DatabaseReader {
    switch access {
    case .pool(let pool, _): pool
    case .readOnly(let queue): queue
    }
  }
}
