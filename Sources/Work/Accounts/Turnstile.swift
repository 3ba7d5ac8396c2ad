import Foundation
import Synchronization

/// Lets a few threads through at a time; the others wait.
final class Turnstile: Sendable {
  private let free: Mutex<Int>
  private let left = NSCondition()

  init(places: Int) { free = Mutex(places) }

  func pass<Value>(_ body: () throws -> Value) rethrows -> Value {
    enter()
    defer { leave() }
    return try body()
  }

  private func enter() {
    left.lock()
    defer { left.unlock() }
    while !take() { left.wait() }
  }

  private func take() -> Bool {
    free.withLock { places in
      guard places > 0 else { return false }
      places -= 1
      return true
    }
  }

  private func leave() {
    left.lock()
    defer { left.unlock() }
    free.withLock { $0 += 1 }
    left.signal()
  }
}
