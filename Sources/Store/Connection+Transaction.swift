extension Connection {
  /// Runs `body` between BEGIN IMMEDIATE and COMMIT; whatever is thrown, nothing is left open.
  func transaction<Value>(_ body: () throws -> Value) throws -> Value {
    try run("BEGIN IMMEDIATE")
    do {
      let value = try body()
      try run("COMMIT")
      return value
    } catch {
      // SQLite may have rolled back by itself (disk full, I/O error); the first error is the one that matters.
      if isInsideTransaction { try? run("ROLLBACK") }
      throw error
    }
  }

  /// Runs `body` in a savepoint: what it throws undoes what it did, and nothing more.
  func savepoint<Value>(_ body: () throws -> Value) throws -> Value {
    try run("SAVEPOINT inner")
    do {
      let value = try body()
      try run("RELEASE inner")
      return value
    } catch {
      if isInsideTransaction {
        try? run("ROLLBACK TO inner")
        try? run("RELEASE inner")
      }
      throw error
    }
  }
}
