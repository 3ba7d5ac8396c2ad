import Desk

extension Transaction {
  /// The password of an operator; nil where there is none.
  package func password(of name: String) throws -> StoredPassword? { try connection.password(of: name) }

  /// Gives an operator a password, in place of the one before.
  ///
  /// - Throws: `Refusal` with `unknownOperator`.
  package func setPassword(_ password: StoredPassword, of name: String) throws {
    try connection.run(
      """
      INSERT INTO password (operator, salt, digest, rounds, block_size, lanes, changed_at) VALUES (?, ?, ?, ?, ?, ?, ?)
      ON CONFLICT (operator) DO UPDATE SET salt = excluded.salt, digest = excluded.digest, rounds = excluded.rounds,
        block_size = excluded.block_size, lanes = excluded.lanes, changed_at = excluded.changed_at
      """,
      [
        try operatorID(name), password.salt, password.digest, password.rounds, password.blockSize, password.lanes,
        now.microseconds,
      ])
  }

  /// Whether anybody can sign in at all.
  package func hasPasswords() throws -> Bool { try connection.hasPasswords() }
}

extension TicketStore {
  /// Whether anybody can sign in at all.
  package func hasPasswords() throws -> Bool { try read { try $0.hasPasswords() } }

  /// The names of all operators who have a password.
  package func operatorsWithPassword() throws -> Set<String> {
    try read { connection in
      Set(
        try connection.all("SELECT name FROM operator JOIN password ON password.operator = operator.id") { row in
          row[0] as String
        })
    }
  }
}

extension Connection {
  fileprivate func password(of name: String) throws -> StoredPassword? {
    try first(
      """
      SELECT salt, digest, rounds, block_size, lanes
      FROM password JOIN operator ON operator.id = password.operator WHERE operator.name = ?
      """, [name]
    ) { row in
      StoredPassword(
        salt: row.bytes(0) ?? [], digest: row.bytes(1) ?? [], rounds: row[2], blockSize: row[3], lanes: row[4])
    }
  }

  fileprivate func hasPasswords() throws -> Bool {
    try exists(
      "SELECT 1 FROM password JOIN operator ON operator.id = password.operator WHERE NOT is_disabled LIMIT 1")
  }
}
