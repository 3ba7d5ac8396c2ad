/// Version 5: what each operator's last bulk action changed, so that it can be taken back.
enum M005Undo: Migration {
  static func run(on connection: Connection) throws {
    // One row an operator. `record` is what `Work` needs to undo it, as JSON. AUTOINCREMENT, so that a number which
    // stands on somebody's screen never comes to name a later action.
    try connection.run(
      """
      CREATE TABLE undo (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        operator INTEGER NOT NULL UNIQUE REFERENCES operator (id),
        at INTEGER NOT NULL,
        record TEXT NOT NULL
      ) STRICT
      """)
  }
}
