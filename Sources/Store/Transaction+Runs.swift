package import Desk

extension Transaction {
  /// Notes that a command began.
  ///
  /// - Returns: the run's number, for `endRun`.
  package func beginRun(_ command: String, mailbox: String?) throws -> Int64 {
    try connection.run(
      "INSERT INTO run (command, mailbox, started_at) VALUES (?, ?, ?)",
      [command, try mailbox.map(mailboxID), now.microseconds])
    return connection.insertedID
  }

  /// Notes that a run ended well, with its totals as JSON: its mailbox has been read to the end.
  package func endRun(_ id: Int64, totals: JSONValue) throws {
    try connection.run("UPDATE run SET ended_at = ?, totals = ? WHERE id = ?", [now.microseconds, totals.text, id])
    try connection.run(
      "UPDATE mailbox SET polled_at = ? WHERE id = (SELECT mailbox FROM run WHERE id = ?)", [now.microseconds, id])
  }

  /// Notes that a mailbox was read to its end and held nothing new, without a run of its own.
  package func notePoll(mailbox: String) throws {
    try connection.run(
      "UPDATE mailbox SET polled_at = ? WHERE id = ?", [now.microseconds, try mailboxID(mailbox)])
  }

  /// How often a message was alone in hand when the program died.
  package func attempts(mailbox: String, key: String) throws -> Int {
    let count = try connection.integer(
      "SELECT count FROM attempt WHERE mailbox = ? AND key = ?", [try mailboxID(mailbox), key])
    return Int(count ?? 0)
  }

  /// Counts one more attempt.
  ///
  /// - Returns: how many there are now.
  @discardableResult
  package func countAttempt(mailbox: String, key: String) throws -> Int {
    let count = try connection.integer(
      """
      INSERT INTO attempt (mailbox, key, count) VALUES (?, ?, 1)
      ON CONFLICT DO UPDATE SET count = count + 1 RETURNING count
      """, [try mailboxID(mailbox), key])
    return Int(count ?? 0)
  }

  /// Forgets a message's attempts: it has been taken in, or was not to blame.
  package func clearAttempt(mailbox: String, key: String) throws {
    try connection.run("DELETE FROM attempt WHERE mailbox = ? AND key = ?", [try mailboxID(mailbox), key])
  }
}
