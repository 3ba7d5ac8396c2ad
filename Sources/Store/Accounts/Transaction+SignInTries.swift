import Desk

extension Transaction {
  /// How often signing in has failed under a key; nil where it has not.
  package func signInTries(_ key: [UInt8]) throws -> SignInTries? {
    try connection.first("SELECT failures, last_at FROM sign_in_try WHERE key = ?", [key]) { row in
      SignInTries(failures: row[0], lastAt: Instant(microseconds: row[1]))
    }
  }

  /// Keeps how often signing in has failed under a key.
  package func setSignInTries(_ tries: SignInTries, _ key: [UInt8]) throws {
    try connection.run(
      """
      INSERT INTO sign_in_try (key, failures, last_at) VALUES (?, ?, ?)
      ON CONFLICT (key) DO UPDATE SET failures = excluded.failures, last_at = excluded.last_at
      """, [key, tries.failures, tries.lastAt.microseconds])
  }

  /// Forgets what failed under a key.
  package func clearSignInTries(_ key: [UInt8]) throws {
    try connection.run("DELETE FROM sign_in_try WHERE key = ?", [key])
  }
}
