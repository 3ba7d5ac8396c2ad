import Desk

/// What is made with the database and never again: the key that signs our marks, and the desk's name in them.
struct DeskIdentity {
  var key: [UInt8]
  var desk: String

  static func read(_ connection: Connection) throws -> DeskIdentity {
    let key = try connection.first("SELECT value FROM setting WHERE name = 'identity_key'") { $0.bytes(0) ?? [] }
    let desk = try connection.first("SELECT value FROM setting WHERE name = 'desk_id'") { $0[0] as String }
    guard let key, key.count == 32, let desk else {
      throw StoreError(.corrupt, file: connection.file, detail: "its identity key is missing")
    }
    return DeskIdentity(key: key, desk: desk)
  }

  /// Reads it, or makes it where the schema has just been made.
  static func readOrMake(_ connection: Connection) throws -> DeskIdentity {
    if try connection.exists("SELECT 1 FROM setting WHERE name = 'desk_id'") { return try read(connection) }
    return try connection.transaction {
      // Another program may have made it while we waited for the lock.
      try connection.run(
        "INSERT INTO setting (name, value) VALUES ('identity_key', ?) ON CONFLICT DO NOTHING",
        [SecureBytes.random(32)])
      try connection.run(
        "INSERT INTO setting (name, value) VALUES ('desk_id', ?) ON CONFLICT DO NOTHING",
        [Hex.text(SecureBytes.random(6))])
      return try read(connection)
    }
  }
}
