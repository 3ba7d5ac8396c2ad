import Desk

extension Transaction {
  /// The runs over a mailbox that began and did not end: in progress, ended by an error, or dead.
  package func unfinishedRuns(mailbox: String) throws -> [Int64] {
    try connection.all(
      "SELECT id FROM run WHERE mailbox = ? AND ended_at IS NULL ORDER BY id", [try mailboxID(mailbox)]
    ) { $0[0] as Int64 }
  }

  /// Notes that a run is known to be over without having read its mailbox to the end.
  package func abandonRun(_ id: Int64) throws {
    try connection.run("UPDATE run SET ended_at = ? WHERE id = ? AND ended_at IS NULL", [now.microseconds, id])
  }
}
