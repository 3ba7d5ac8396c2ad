package import Desk

extension Transaction {
  /// Keeps a new token.
  ///
  /// - Returns: its number.
  /// - Throws: `Refusal` with `unknownOperator`.
  package func insertToken(
    digest: [UInt8], name: String, scopes: Set<Scope>, expiresAt: Instant?, of owner: String
  ) throws -> Int64 {
    try connection.run(
      "INSERT INTO token (digest, operator, name, scopes, created_at, expires_at) VALUES (?, ?, ?, ?, ?, ?)",
      [
        digest, try operatorID(owner), name, TokenRow.text(scopes), now.microseconds, expiresAt?.microseconds,
      ])
    return connection.insertedID
  }

  /// The token with a number; nil when there is none.
  package func token(_ id: Int64) throws -> APIToken? {
    try connection.first(TokenRow.select + " WHERE token.id = ?", [id], TokenRow.token)
  }

  /// Remembers that a token was used.
  package func noteUse(ofToken id: Int64) throws {
    try connection.run("UPDATE token SET used_at = ? WHERE id = ?", [now.microseconds, id])
  }

  /// Forgets a token: it opens nothing any more.
  package func deleteToken(_ id: Int64) throws {
    try connection.run("DELETE FROM token WHERE id = ?", [id])
  }
}

extension TicketStore {
  /// The tokens of an operator, or of all, by number.
  package func tokens(of name: String? = nil) throws -> [APIToken] {
    try read { connection in
      try connection.all(
        TokenRow.select + " WHERE (?1 IS NULL OR operator.name = ?1) ORDER BY token.id", [name], TokenRow.token)
    }
  }

  /// The token with a digest and whose it is, unless it has expired or they are disabled.
  package func bearer(_ digest: [UInt8]) throws -> (token: APIToken, operator: Operator)? {
    try read { connection in
      try connection.first(
        """
        SELECT \(OperatorRow.columns), \(TokenRow.columns) FROM token JOIN operator ON operator.id = token.operator
        WHERE digest = ? AND (expires_at IS NULL OR expires_at > ?) AND NOT is_disabled
        """, [digest, now().microseconds]
      ) { row in (TokenRow.token(row, from: 5), OperatorRow.operator(row)) }
    }
  }
}

private enum TokenRow {
  static let columns =
    "token.id, operator.name, token.name, token.scopes, token.created_at, token.expires_at, token.used_at"
  static let select = "SELECT \(columns) FROM token JOIN operator ON operator.id = token.operator"

  static func text(_ scopes: Set<Scope>) -> String {
    Scope.allCases.filter(scopes.contains).map(\.rawValue).joined(separator: " ")
  }

  static func token(_ row: Row) -> APIToken { token(row, from: 0) }

  static func token(_ row: Row, from first: Int) -> APIToken {
    let scopes = (row[first + 3] as String).split(separator: " ").compactMap { Scope(rawValue: String($0)) }
    return APIToken(
      id: row[first], operator: row[first + 1], name: row[first + 2], scopes: Set(scopes),
      createdAt: Instant(microseconds: row[first + 4]), expiresAt: row.instant(first + 5),
      usedAt: row.instant(first + 6))
  }
}
