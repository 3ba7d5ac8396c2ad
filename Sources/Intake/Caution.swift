import Glibc
package import Mailbox
import Store

/// What the death of earlier runs teaches the next one.
///
/// After a dead run the first batches are taken one message at a time; before each, an attempt is made durable, and
/// cleared when the message commits. Only a death with that message alone in hand leaves a count behind. At the third a
/// process of its own tries the message: only if that dies too is the message poison.
package struct Caution: Sendable {
  /// What became of a process that parsed and decided one message alone.
  package enum Verdict: Sendable, Equatable {
    /// It lived, or somebody ended it: the message is not to blame.
    case lives
    /// It died by a fault of its own, or passed its memory or time limit.
    case dies(how: String)
  }

  package typealias Examine = @Sendable (MailKey) -> Verdict

  /// How many messages are taken one at a time after a dead run.
  static let messagesTakenAlone = 3 * IntakeOptions.batchMessages
  static let mostAttempts = 3

  let store: TicketStore
  let mailbox: String
  let examine: Examine

  /// A run as the ledger knows it.
  struct Run {
    let id: Int64
    let lock: RunLock?
    let messagesTakenAlone: Int
  }

  /// Registers a run, and looks for those that were killed.
  func begin() throws -> Run {
    try store.write { transaction in
      let unfinished = try transaction.unfinishedRuns(mailbox: mailbox).map { ($0, RunLock.state(of: lockPath($0))) }
      for (run, state) in unfinished where state != .held {
        try transaction.abandonRun(run)
        unlink(lockPath(run))
      }
      let id = try transaction.beginRun("ingest", mailbox: mailbox)
      // Locked before the row can be seen: nobody ever meets a living run without its lock.
      let lock = RunLock(creating: lockPath(id))
      let isAfterDeath = unfinished.contains { $0.1 == .abandoned }
      return Run(id: id, lock: lock, messagesTakenAlone: isAfterDeath ? Self.messagesTakenAlone : 0)
    }
  }

  /// Counts an attempt, durably; false when the message has proved to be poison.
  func mayTake(_ key: MailKey) throws -> Bool {
    let attempts = try store.write { try $0.countAttempt(mailbox: mailbox, key: key.name) }
    guard attempts >= Self.mostAttempts else { return true }
    guard case .dies = examine(key) else {
      try store.write { transaction in
        try transaction.clearAttempt(mailbox: mailbox, key: key.name)
        _ = try transaction.countAttempt(mailbox: mailbox, key: key.name)
      }
      return true
    }
    return false
  }

  private func lockPath(_ run: Int64) -> String {
    "\(store.realPath).run-\(run)"
  }
}
