import Foundation
import Synchronization

/// Async work for a thread that may wait: the main thread of a command.
enum Blocking {
  /// Runs `body` on Swift's own threads and waits for it on this one.
  static func wait(_ body: @escaping @Sendable () async throws -> Void) throws {
    let outcome = Outcome()
    let ended = DispatchSemaphore(value: 0)
    Task.detached {
      do {
        try await body()
      } catch {
        outcome.error.withLock { $0 = error }
      }
      ended.signal()
    }
    ended.wait()
    if let error = outcome.error.withLock({ $0 }) { throw error }
  }

  private final class Outcome: Sendable {
    let error = Mutex<(any Error)?>(nil)
  }
}
