import Foundation

/// Does costly work on several threads ahead of one consumer, who gets the products in the order of the inputs.
///
/// What is ready but not yet taken is bounded in number and in weight, so that memory stays flat however long the list
/// and however slow the consumer. Threads of its own, since the work reads files: blocking calls do not belong on
/// Swift's cooperative pool.
final class ReadAhead<Input: Sendable, Product: Sendable>: @unchecked Sendable {
  private let inputs: [Input]
  private let work: @Sendable (Input) -> Product
  private let weigh: @Sendable (Product) -> Int
  private let mostReady: Int
  private let mostWeight: Int

  /// Guards everything below.
  private let condition = NSCondition()
  private var ready: [Int: Product] = [:]
  private var readyWeight = 0
  private var nextToStart = 0
  private var nextToTake = 0
  private var isCancelled = false

  init(
    _ inputs: [Input], threads: Int, mostReady: Int, mostWeight: Int, weigh: @escaping @Sendable (Product) -> Int,
    work: @escaping @Sendable (Input) -> Product
  ) {
    self.inputs = inputs
    self.work = work
    self.weigh = weigh
    self.mostReady = mostReady
    self.mostWeight = mostWeight
    for number in 0..<min(threads, inputs.count) {
      let thread = Thread { [weak self] in self?.workUntilDone() }
      thread.name = "servicedesk.read.\(number)"
      thread.stackSize = 4 << 20
      thread.start()
    }
  }

  /// The next product in the order of the inputs; nil after the last.
  func next() -> Product? {
    condition.lock()
    defer { condition.unlock() }
    guard nextToTake < inputs.count, !isCancelled else { return nil }
    while true {
      if let product = ready.removeValue(forKey: nextToTake) {
        readyWeight -= weigh(product)
        nextToTake += 1
        condition.broadcast()
        return product
      }
      condition.wait()
    }
  }

  /// Lets the threads end; what they have in hand is dropped.
  func cancel() {
    condition.lock()
    isCancelled = true
    ready.removeAll()
    condition.broadcast()
    condition.unlock()
  }

  private func workUntilDone() {
    Niceness.giveWay()
    while let (index, input) = claim() {
      let product = work(input)
      condition.lock()
      if !isCancelled {
        ready[index] = product
        readyWeight += weigh(product)
        condition.broadcast()
      }
      condition.unlock()
    }
  }

  /// Waits until there is room, then claims the next input.
  ///
  /// The one that the consumer waits for is always let through.
  private func claim() -> (index: Int, input: Input)? {
    condition.lock()
    defer { condition.unlock() }
    while !isCancelled, nextToStart < inputs.count, nextToStart != nextToTake,
      nextToStart - nextToTake >= mostReady || readyWeight >= mostWeight
    {
      condition.wait()
    }
    guard !isCancelled, nextToStart < inputs.count else { return nil }
    defer { nextToStart += 1 }
    return (nextToStart, inputs[nextToStart])
  }
}
