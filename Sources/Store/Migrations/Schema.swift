/// The versions of the file's schema, oldest first.
///
/// A released migration is frozen: a change is a new file with the next number.
enum Schema {
  /// `sdsk` in ASCII, in the header of each file of ours: what is not ours is never written to.
  static let applicationID: Int64 = 0x7364_736B

  static var migrations: [any Migration.Type] {
    [
      M001FirstSchema.self,
      M002Accounts.self,
      M003GlanceAndCounts.self,
      M004Reports.self,
      M005Undo.self,
      M006LeanIntake.self,
      M007BytesByRow.self,
    ]
  }

  /// The version that this program reads and writes.
  static var current: Int64 { Int64(migrations.count) }

  /// Checks that a file is ours and not of a newer program.
  ///
  /// - Returns: its version, 0 for a file without a schema.
  static func check(_ connection: Connection) throws -> Int64 {
    let version = try connection.integer("PRAGMA user_version") ?? 0
    let application = try connection.integer("PRAGMA application_id") ?? 0
    let isEmpty = try version == 0 && application == 0 && !connection.exists("SELECT 1 FROM sqlite_schema LIMIT 1")
    guard application == applicationID || isEmpty else {
      throw StoreError(.notADatabase, file: connection.file)
    }
    guard version <= current else {
      throw StoreError(
        .newerSchema, file: connection.file, detail: "schema \(version), this program knows \(current)")
    }
    return version
  }

  /// Brings a file to the current version; many programs may try at once, the first does it.
  ///
  /// - Returns: whether the schema was made from nothing.
  static func migrate(_ connection: Connection) throws -> Bool {
    guard try check(connection) < current else { return false }
    // A table that others refer to is made anew while nobody checks that; within a transaction SQLite ignores this.
    try connection.run("PRAGMA foreign_keys = OFF")
    let result = Result { try migrateAll(connection) }
    try connection.run("PRAGMA foreign_keys = ON")
    return try result.get()
  }

  private static func migrateAll(_ connection: Connection) throws -> Bool {
    try connection.transaction {
      let version = try check(connection)
      for migration in migrations.dropFirst(Int(version)) {
        try migration.run(on: connection)
      }
      try connection.run("PRAGMA application_id = \(applicationID)")
      try connection.run("PRAGMA user_version = \(current)")
      return version == 0
    }
  }
}

/// One step from a version of the schema to the next.
protocol Migration {
  static func run(on connection: Connection) throws
}
