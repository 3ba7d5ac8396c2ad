import Mailbox

/// What one transaction takes: examined messages in order, up to a number and a weight.
///
/// Filled before the transaction begins, so that the write lock is never held while a file is read.
struct Batch {
  private let reader: ReadAhead<WaitingMail, Examined>?
  private var waiting: [Examined] = []
  private var taken = 0

  init(_ reader: ReadAhead<WaitingMail, Examined>) {
    self.reader = reader
  }

  init(only examined: Examined) {
    reader = nil
    waiting = [examined]
  }

  /// Waits for the next messages; false when there are none left.
  mutating func fill() -> Bool {
    var bytes = waiting.reduce(0) { $0 + $1.size }
    while waiting.count < IntakeOptions.batchMessages, bytes < IntakeOptions.batchBytes, let next = reader?.next() {
      bytes += next.size
      waiting.append(next)
    }
    return !waiting.isEmpty
  }

  /// Those that were taken: the caller has them now.
  mutating func handOver() -> [Examined] {
    let rest = waiting[taken...]
    defer {
      waiting = Array(rest)
      taken = 0
    }
    return rest.isEmpty ? waiting : Array(waiting.prefix(taken))
  }

  /// Hands all of them out once more: the transaction in hand was undone.
  mutating func startAnew() {
    taken = 0
  }

  /// The next message for the transaction in hand.
  mutating func takeNext() -> Examined? {
    guard taken < waiting.count else { return nil }
    defer { taken += 1 }
    return waiting[taken]
  }
}
