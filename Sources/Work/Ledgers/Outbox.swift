import Desk
package import Store

extension DeskWork {
  /// Queues a mail again that failed or was cancelled, with all its attempts before it.
  ///
  /// - Throws: `Refusal` with `unknownRow`, or `illegalMove` for one that was sent or is being sent.
  package func retryOutbox(_ row: Int64, by actor: Actor, in transaction: Transaction) throws {
    _ = try author(actor, in: transaction)
    let entry = try transaction.outboxEntry(row)
    try transaction.retryOutbox(row)
    try record(
      .outboxRetried, on: entry.ticket, by: actor, [("outbox", String(row)), ("from", entry.state.rawValue)],
      in: transaction)
  }

  /// Takes a mail out of the outbox that has not left.
  ///
  /// - Throws: `Refusal` with `unknownRow`, or `illegalMove` for one that was sent or is being sent.
  package func cancelOutbox(_ row: Int64, by actor: Actor, in transaction: Transaction) throws {
    _ = try author(actor, in: transaction)
    let entry = try transaction.outboxEntry(row)
    try transaction.cancelOutbox(row)
    try record(
      .outboxCancelled, on: entry.ticket, by: actor, [("outbox", String(row)), ("from", entry.state.rawValue)],
      in: transaction)
  }
}
