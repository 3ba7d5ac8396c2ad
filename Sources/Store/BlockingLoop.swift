package import Desk
import Foundation
import Synchronization

/// A loop on a thread of its own, for services whose work blocks as everything of the store does: it would hold up
/// others on Swift's cooperative pool.
package final class BlockingLoop: Sendable {
  private let name: String
  private let isOver = Atomic<Bool>(false)
  private let bell = DispatchSemaphore(value: 0)

  /// Makes a loop that is not yet running.
  ///
  /// - Parameter name: of its thread, as debuggers and `ps -T` show it.
  package init(_ name: String) {
    self.name = name
  }

  /// Whether it was told to end: what takes long asks now and then.
  package var isStopped: Bool { isOver.load(ordering: .acquiring) }

  /// Ends the loop as soon as what is in hand is finished.
  package func stop() {
    isOver.store(true, ordering: .releasing)
    bell.signal()
  }

  /// Ends its sleep early: there is something to do.
  package func wake() {
    bell.signal()
  }

  /// Runs the loop until it is stopped.
  ///
  /// - Parameter begin: called on the loop's thread; gives what is done each time and returns how long to sleep then.
  package func run(_ begin: @escaping @Sendable () -> () -> Span) async {
    await withCheckedContinuation { ended in
      let thread = Thread { [self] in
        // A thread can be named only by itself.
        Thread.current.name = name
        let work = begin()
        while !isStopped { sleep(work()) }
        ended.resume()
      }
      thread.stackSize = 4 << 20
      thread.start()
    }
  }

  private func sleep(_ span: Span) {
    guard !isStopped, span.microseconds > 0 else { return }
    let microseconds = Int(clamping: min(span.microseconds, Span.hours(1).microseconds))
    _ = bell.wait(timeout: .now() + .microseconds(microseconds))
    // However often it rang: there is one look to take.
    while bell.wait(timeout: .now()) == .success {}
  }
}
