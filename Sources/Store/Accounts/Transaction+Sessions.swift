package import Desk

extension Transaction {
  /// Keeps a new session.
  ///
  /// - Throws: `Refusal` with `unknownOperator`.
  package func insertSession(_ session: StoredSession) throws {
    try connection.run(
      """
      INSERT INTO session (digest, operator, csrf_key, client, created_at, seen_at, expires_at)
      VALUES (?, ?, ?, ?, ?, ?, ?)
      """,
      [
        session.digest, try operatorID(session.operator.name), session.csrfKey, session.client,
        session.createdAt.microseconds, session.seenAt.microseconds, session.expiresAt.microseconds,
      ])
  }

  /// Lets a session last longer.
  package func extendSession(_ digest: [UInt8], until expiry: Instant) throws {
    try connection.run(
      "UPDATE session SET seen_at = ?, expires_at = ? WHERE digest = ?",
      [now.microseconds, expiry.microseconds, digest])
  }

  /// Ends one session.
  package func endSession(_ digest: [UInt8]) throws {
    try connection.run("DELETE FROM session WHERE digest = ?", [digest])
  }

  /// Ends the sessions of an operator.
  ///
  /// - Parameter kept: the one that stays, where one does.
  /// - Returns: how many ended.
  @discardableResult
  package func endSessions(of name: String, but kept: [UInt8]? = nil) throws -> Int {
    try connection.run(
      "DELETE FROM session WHERE operator = ? AND (?2 IS NULL OR digest <> ?2)", [try operatorID(name), kept])
    return connection.changes
  }

  /// Forgets sessions and invitations that are over, and tries to sign in that no longer count.
  package func sweepAccounts(triesBefore: Instant) throws {
    try connection.run("DELETE FROM session WHERE expires_at <= ?", [now.microseconds])
    try connection.run("DELETE FROM invitation WHERE expires_at <= ?", [now.microseconds])
    try connection.run("DELETE FROM sign_in_try WHERE last_at <= ?", [triesBefore.microseconds])
  }
}

extension TicketStore {
  /// The session with a digest, unless it is over or its operator is disabled.
  package func session(_ digest: [UInt8]) throws -> StoredSession? {
    try read { connection in
      try connection.first(
        SessionRow.select + " WHERE session.digest = ? AND session.expires_at > ? AND NOT operator.is_disabled",
        [digest, now().microseconds], SessionRow.session)
    }
  }

  /// The sessions of an operator that are not over, the newest first.
  package func sessions(of name: String) throws -> [StoredSession] {
    try read { connection in
      try connection.all(
        SessionRow.select + " WHERE operator.name = ? AND session.expires_at > ? ORDER BY session.id DESC",
        [name, now().microseconds], SessionRow.session)
    }
  }
}

private enum SessionRow {
  static let select = """
    SELECT \(OperatorRow.columns), session.digest, csrf_key, client, session.created_at, seen_at, expires_at
    FROM session JOIN operator ON operator.id = session.operator
    """

  static func session(_ row: Row) -> StoredSession {
    StoredSession(
      digest: row.bytes(5) ?? [], operator: OperatorRow.operator(row), csrfKey: row.bytes(6) ?? [], client: row[7],
      createdAt: Instant(microseconds: row[8]), seenAt: Instant(microseconds: row[9]),
      expiresAt: Instant(microseconds: row[10]))
  }
}
