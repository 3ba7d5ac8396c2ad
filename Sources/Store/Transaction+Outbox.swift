package import Desk

extension Transaction {
  /// Queues one envelope recipient of an outgoing message.
  ///
  /// - Parameter envelopeSender: makes the envelope sender from the row's number, which a signed bounce address names;
  ///   empty is the null sender.
  package func queue(_ new: NewOutboxRow, envelopeSender: (Int64) -> String) throws -> Int64 {
    try connection.run(
      """
      INSERT INTO outbox (ticket, message, kind, state, is_capped, next_at, created_at, subject_key, text_key,
        recipient, normal, envelope_sender)
      VALUES (?, ?, ?, 'queued', ?, ?, ?, ?, ?, ?, ?, '')
      """,
      [
        new.ticket.number, new.message, new.kind.rawValue, new.kind.isCapped,
        (new.notBefore ?? now).microseconds, now.microseconds, new.subjectKey, new.textKey, new.recipient.original,
        new.recipient.normal,
      ])
    let id = connection.insertedID
    pending.countQueuedMail()
    let sender = envelopeSender(id)
    if !sender.isEmpty {
      try connection.run("UPDATE outbox SET envelope_sender = ? WHERE id = ?", [sender, id])
    }
    return id
  }

  /// Records what came of handing a claimed row over.
  ///
  /// - Parameter next: when a deferred row is tried again; nil gives it up.
  /// - Returns: false when the row is no longer in hand: its lease ran out and another courier settled it, or a bounce
  ///   was faster.
  @discardableResult
  package func settle(_ id: Int64, _ outcome: DeliveryOutcome, next: Instant?) throws -> Bool {
    switch outcome {
    case .accepted(let reply):
      try connection.run(
        """
        UPDATE outbox SET state = 'sent', next_at = NULL, reply = ?, failure_status = NULL,
          paced_at = iif(is_capped, ?, NULL)
        WHERE id = ? AND state = 'sending'
        """, [reply, now.microseconds, id])
    case .refused(let status, let reply):
      try fail(id, status, reply)
    case .deferred(let status, let reply):
      if let next {
        try putBack(id, at: next, reply: reply, countsAttempt: true)
      } else {
        try fail(id, status, reply)
      }
    case .unavailable(let reason):
      // No verdict on this mail: the attempt is not counted against it.
      try putBack(id, at: next ?? now, reply: reason, countsAttempt: false)
    }
    return connection.changes > 0
  }

  /// Marks a row failed that a bounce reports.
  ///
  /// - Returns: whether it stood otherwise before.
  @discardableResult
  package func markFailed(_ id: Int64, status: String?, diagnostic: String?) throws -> Bool {
    try connection.run(
      """
      UPDATE outbox SET state = 'failed', is_held = 0, next_at = NULL, failure_status = ?, reply = coalesce(?, reply)
      WHERE id = ? AND state IN ('sent', 'sending', 'queued')
      """, [status, diagnostic, id])
    return connection.changes > 0
  }

  /// Queues a row again that failed, was cancelled or waits for its next attempt.
  ///
  /// - Throws: `Refusal` with `unknownRow`, or `illegalMove` for one that was sent or is being sent.
  package func retryOutbox(_ id: Int64) throws {
    try move(id, "queued again", from: [.queued, .failed, .cancelled])
    try connection.run(
      """
      UPDATE outbox SET state = 'queued', is_held = 0, attempts = 0, next_at = ?, failure_status = NULL WHERE id = ?
      """, [now.microseconds, id])
  }

  /// Makes mail due that a server has put off.
  package func hurryOutbox() throws {
    try connection.run(
      """
      UPDATE outbox SET next_at = ?1
      WHERE state IN ('queued', 'sending') AND state = 'queued' AND attempts > 0 AND is_held = 0 AND next_at > ?1
      """, [now.microseconds])
  }

  /// Takes a row out that has not left.
  ///
  /// - Throws: `Refusal` with `unknownRow`, or `illegalMove` for one that was sent or is being sent.
  package func cancelOutbox(_ id: Int64) throws {
    try move(id, "cancelled", from: [.queued, .failed])
    try connection.run(
      "UPDATE outbox SET state = 'cancelled', is_held = 0, next_at = NULL WHERE id = ?", [id])
  }

  /// The outbox row with a number.
  ///
  /// - Throws: `Refusal` with `unknownRow`.
  package func outboxEntry(_ id: Int64) throws -> OutboxEntry {
    guard let entry = try connection.outboxEntry(id) else { throw Refusal(.unknownRow, "there is no outbox row \(id)") }
    return entry
  }

  private func move(_ id: Int64, _ verb: String, from states: [OutboxState]) throws {
    let entry = try outboxEntry(id)
    guard states.contains(entry.state) else {
      throw Refusal(.illegalMove, "outbox row \(id) is \(entry.state.rawValue) and cannot be \(verb)")
    }
  }

  private func fail(_ id: Int64, _ status: String?, _ reply: String) throws {
    try connection.run(
      """
      UPDATE outbox SET state = 'failed', next_at = NULL, paced_at = NULL, failure_status = ?, reply = ?
      WHERE id = ? AND state = 'sending'
      """, [status, reply, id])
  }

  private func putBack(_ id: Int64, at next: Instant, reply: String, countsAttempt: Bool) throws {
    try connection.run(
      """
      UPDATE outbox SET state = 'queued', next_at = ?, paced_at = NULL, reply = ?, attempts = max(0, attempts - ?)
      WHERE id = ? AND state = 'sending'
      """, [next.microseconds, reply, countsAttempt ? 0 : 1, id])
  }
}
