import Desk
import Foundation
import Mailbox

/// Tells a mailbox what is safely stored, on a thread of its own, while the writer goes on with the next batch.
///
/// What a run leaves unsaid when it dies, the next one says.
final class Acknowledger: @unchecked Sendable {
  private let source: any MailSource

  /// How many are waited for: a server may read a whole folder for each word of ours.
  private let least: Int

  /// Guards everything below.
  private let condition = NSCondition()
  private var stored: [MailKey] = []
  private var doneWith: [Examined] = []
  private var state = State.idle
  private var isComplete = false
  private var failure: MailboxError?

  private enum State { case idle, running, ended }

  init(_ source: any MailSource) {
    self.source = source
    least = source.isRemote ? 512 : 1
  }

  /// Takes over messages whose transaction is durable; waits while the ones before still wait.
  ///
  /// - Parameter messages: what nobody needs any more. A message is many small pieces of memory, and giving them back
  ///   would cost the writer as much as asking the store about it.
  /// - Throws: what an earlier telling failed with.
  func tell(_ keys: [MailKey], releasing messages: [Examined]) throws(MailboxError) {
    condition.lock()
    defer { condition.unlock() }
    while state == .running, !doneWith.isEmpty { condition.wait() }
    if let failure { throw failure }
    stored += keys
    doneWith = messages
    if state == .idle {
      state = .running
      let thread = Thread { [self] in work() }
      thread.name = "servicedesk.acknowledge"
      thread.start()
    }
    condition.broadcast()
  }

  /// Returns when all is told.
  ///
  /// - Throws: what a telling failed with.
  func finish() throws(MailboxError) {
    condition.lock()
    defer { condition.unlock() }
    isComplete = true
    condition.broadcast()
    while state == .running { condition.wait() }
    if let failure { throw failure }
  }

  private func work() {
    Niceness.giveWay()
    while let keys = next() {
      do throws(MailboxError) {
        try tell(keys)
      } catch {
        return end(with: error)
      }
    }
    end(with: nil)
  }

  private func tell(_ keys: [MailKey]) throws(MailboxError) {
    guard !keys.isEmpty else { return }
    for portion in source.isRemote ? [keys] : keys.map({ [$0] }) {
      try source.acknowledge(portion)
      FailPoint.hit("acknowledged")
    }
  }

  /// Waits for something to do: what is to be told now, which may be nothing yet; nil when all is done.
  private func next() -> [MailKey]? {
    condition.lock()
    while !isComplete, stored.count < least, doneWith.isEmpty { condition.wait() }
    let isOver = isComplete && stored.isEmpty
    let keys = isComplete || stored.count >= least ? stored : []
    if !keys.isEmpty { stored = [] }
    var released = doneWith
    doneWith = []
    condition.broadcast()
    condition.unlock()
    released.removeAll()
    return isOver ? nil : keys
  }

  private func end(with error: MailboxError?) {
    condition.lock()
    failure = error
    state = .ended
    condition.broadcast()
    condition.unlock()
  }
}
