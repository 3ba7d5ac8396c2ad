import Desk

extension Transaction {
  /// How long an answer is kept.
  private static let kept = Span.hours(24)

  /// What a request with this key of the same principal was answered in the last 24 hours; nil where there was none.
  package func idempotentAnswer(key: String, principal: String) throws -> StoredAnswer? {
    try connection.first(
      "SELECT request_digest, status, body FROM idempotency WHERE principal = ? AND key = ? AND kept_at > ?",
      [principal, key, (now - Self.kept).microseconds]
    ) { row in StoredAnswer(requestDigest: row.bytes(0) ?? [], status: row[1], body: row.bytes(2) ?? []) }
  }

  /// Keeps what a request was answered, and forgets answers that are older than 24 hours.
  package func keepAnswer(_ answer: StoredAnswer, key: String, principal: String) throws {
    try sweepAnswers()
    try connection.run(
      """
      INSERT INTO idempotency (principal, key, request_digest, status, kept_at, body) VALUES (?, ?, ?, ?, ?, ?)
      ON CONFLICT (principal, key) DO UPDATE SET request_digest = excluded.request_digest, status = excluded.status,
        kept_at = excluded.kept_at, body = excluded.body
      """, [principal, key, answer.requestDigest, answer.status, now.microseconds, answer.body])
  }

  /// Forgets answers that are older than 24 hours.
  package func sweepAnswers() throws {
    try connection.run("DELETE FROM idempotency WHERE kept_at <= ?", [(now - Self.kept).microseconds])
  }
}
