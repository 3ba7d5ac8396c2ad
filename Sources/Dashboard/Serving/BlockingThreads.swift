import NIOPosix
import Synchronization

/// Threads for what blocks: the database, and passwords that are slow on purpose.
///
/// Readers have theirs apart, so that no writer that waits for its turn keeps a page waiting.
struct BlockingThreads: Sendable {
  private let readers: NIOThreadPool
  private let writers: NIOThreadPool
  private let provers: NIOThreadPool
  private let waiting = Waiting()

  /// As many as the store has reading connections.
  private static let readerCount = 5
  private static let writerCount = 4
  /// As many as passwords are looked at together.
  private static let proverCount = 2
  /// How many passwords may wait to be looked at: a few seconds' worth.
  private static let mostWaiting = 50

  /// How many passwords are being looked at or wait for it.
  private final class Waiting: Sendable {
    let count = Atomic<Int>(0)
  }

  init() {
    readers = NIOThreadPool(numberOfThreads: Self.readerCount)
    writers = NIOThreadPool(numberOfThreads: Self.writerCount)
    provers = NIOThreadPool(numberOfThreads: Self.proverCount)
    readers.start()
    writers.start()
    provers.start()
  }

  func read<Value: Sendable>(_ body: @escaping @Sendable () throws -> Value) async throws -> Value {
    try await readers.runIfActive(body)
  }

  func write<Value: Sendable>(_ body: @escaping @Sendable () throws -> Value) async throws -> Value {
    try await writers.runIfActive(body)
  }

  /// Runs what looks at a password, apart from all else: strangers who try many keep only one another waiting.
  ///
  /// - Throws: `PageError` with `tooMany` where too many wait already.
  func prove<Value: Sendable>(_ body: @escaping @Sendable () throws -> Value) async throws -> Value {
    let before = waiting.count.wrappingAdd(1, ordering: .relaxed).oldValue
    defer { waiting.count.wrappingSubtract(1, ordering: .relaxed) }
    guard before < Self.mostWaiting else { throw PageError(.tooMany, retryAfter: 5) }
    return try await provers.runIfActive(body)
  }

  func stop() async {
    try? await readers.shutdownGracefully()
    try? await writers.shutdownGracefully()
    try? await provers.shutdownGracefully()
  }
}
