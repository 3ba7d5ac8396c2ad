import Desk
import Store
import Synchronization

/// Answers as they were just made, for whoever asks for the same while nothing in the database has changed.
///
/// Programs poll, and people look at their lists after each change: most ask for what was just answered. The first to ask
/// has it made, and those who come meanwhile wait for that. Whether anything was committed, by this program or by another
/// one on the same file, SQLite says in some microseconds; being overdue comes by time alone, so that nothing is kept
/// longer than a second.
final class KeptAnswers<Answer: Sendable>: Sendable {
  private struct Kept: Sendable {
    var at: Instant
    var answer: Task<Answer, any Error>
  }

  private struct Shelf {
    var mark: Int64 = .min
    var kept: [String: Kept] = [:]
    var bytes = 0
  }

  private let watch: ChangeWatch
  private let threads: BlockingThreads
  private let size: @Sendable (Answer) -> Int
  private let shelf = Mutex(Shelf())

  private static var longest: Span { .seconds(1) }
  private static var mostBytes: Int { 8_000_000 }
  private static var mostAnswers: Int { 512 }

  /// - Parameter size: how many bytes an answer takes.
  init(_ watch: ChangeWatch, threads: BlockingThreads, size: @escaping @Sendable (Answer) -> Int) {
    self.watch = watch
    self.threads = threads
    self.size = size
  }

  /// The answer with this key, made anew where it has to be.
  ///
  /// The mark is taken before the answer is made: what is committed meanwhile makes it old at once.
  ///
  /// - Parameter key: all that the answer depends on beside the database: what is asked for, and who may see it.
  func answer(
    _ key: String, at now: Instant, make: @escaping @Sendable () async throws -> Answer
  ) async throws -> Answer {
    let watch = watch
    let mark = try await threads.read { try watch.mark() }
    let (task, isFirst) = shelf.withLock { shelf in
      if shelf.mark != mark || shelf.bytes > Self.mostBytes || shelf.kept.count >= Self.mostAnswers {
        shelf = Shelf(mark: mark)
      }
      if let kept = shelf.kept[key], Self.isFresh(kept, now) { return (kept.answer, false) }
      let task = Task { try await make() }
      shelf.kept[key] = Kept(at: now, answer: task)
      return (task, true)
    }
    guard isFirst else { return try await task.value }
    let result = await task.result
    shelf.withLock { shelf in
      guard shelf.kept[key]?.answer == task else { return }
      switch result {
      case .success(let answer): shelf.bytes += size(answer)
      case .failure: shelf.kept[key] = nil
      }
    }
    return try result.get()
  }

  private static func isFresh(_ kept: Kept, _ now: Instant) -> Bool {
    (Span(microseconds: 0)...longest).contains(now.since(kept.at))
  }
}
