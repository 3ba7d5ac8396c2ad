package import Desk

/// The writer's open transaction: typed rows in, values out.
///
/// Handed out by `TicketStore.write` and of no use after it. It decides nothing: rules are Triage's, verbs are Work's.
package final class Transaction {
  /// The moment of the whole transaction.
  package let now: Instant

  let connection: Connection
  let desk: String

  /// Ids looked up in this transaction.
  ///
  /// Rolled back work may have made them up, so a failed savepoint forgets them.
  var known = KnownRows()

  /// What is done once for the whole transaction, just before it commits.
  var pending = PendingWork()

  /// For the details of events.
  var salts = Salts()

  init(_ connection: Connection, now: Instant, desk: String) {
    self.connection = connection
    self.now = now
    self.desk = desk
  }

  /// Runs `body` so that what it throws undoes what it did, and nothing else of the transaction.
  ///
  /// - Throws: what `body` throws. After a `StoreError` that `isWeather` the whole transaction is lost: throw it on.
  package func savepoint<Value>(_ body: () throws -> Value) throws -> Value {
    let before = pending
    do {
      return try connection.savepoint(body)
    } catch {
      known = KnownRows()
      pending = before
      throw error
    }
  }
}

/// Row ids and the head of the event chain, remembered within one transaction: the rows of a batch share most of them.
struct KnownRows {
  var people: [String: Int64] = [:]
  var queues: [String: Int64] = [:]
  var mailboxes: [String: Int64] = [:]
  /// Where bytes are stored, by their SHA-256.
  var raws: [[UInt8]: Int64] = [:]
  var head: ChainHead?
  var hasBlocks: Bool?
  var hasTombstones: Bool?
}
