import NIOPosix

/// Threads for what blocks: the database, and passwords that are slow on purpose.
///
/// Readers have theirs apart, so that no writer that waits for its turn keeps a page waiting.
struct BlockingThreads: Sendable {
  private let readers: NIOThreadPool
  private let writers: NIOThreadPool

  /// As many as the store has reading connections.
  private static let readerCount = 5
  private static let writerCount = 4

  init() {
    readers = NIOThreadPool(numberOfThreads: Self.readerCount)
    writers = NIOThreadPool(numberOfThreads: Self.writerCount)
    readers.start()
    writers.start()
  }

  func read<Value: Sendable>(_ body: @escaping @Sendable () throws -> Value) async throws -> Value {
    try await readers.runIfActive(body)
  }

  func write<Value: Sendable>(_ body: @escaping @Sendable () throws -> Value) async throws -> Value {
    try await writers.runIfActive(body)
  }

  func stop() async {
    try? await readers.shutdownGracefully()
    try? await writers.shutdownGracefully()
  }
}
