import Desk
import NIOCore
import Store
import Synchronization

/// Lists as they were last written, while nothing in the database has changed since.
///
/// Programs poll: most of their requests ask for what was just answered. Whether anything was committed, by this program
/// or by another one on the same file, SQLite says for less than a microsecond; being overdue comes by time alone, so
/// that nothing is kept longer than a second.
final class ListCache: Sendable {
  /// A list as it is sent.
  struct Page: Sendable {
    var bytes: ByteBuffer
    var tag: String
    /// Where the next page begins.
    var next: String?
  }

  private struct Kept {
    var page: Page
    var at: Instant
  }

  private struct Shelf {
    var mark: Int64 = .min
    var kept: [String: Kept] = [:]
    var bytes = 0
  }

  private static let longest = Span.seconds(1)
  private static let mostBytes = 8_000_000
  private static let mostPages = 512

  private let watch: ChangeWatch
  private let shelf = Mutex(Shelf())

  init(_ watch: ChangeWatch) { self.watch = watch }

  /// The page with this key, made anew where it has to be.
  ///
  /// Blocks. The mark is taken before the page is made: what is committed meanwhile makes it old at once.
  ///
  /// - Parameter key: all that the page depends on beside the database: what is asked for, and who may see it.
  func page(_ key: String, at now: Instant, make: () throws -> Page) throws -> Page {
    let mark = try watch.mark()
    let found = shelf.withLock { shelf -> Page? in
      guard shelf.mark == mark, let kept = shelf.kept[key] else { return nil }
      let age = now.since(kept.at)
      return age >= Span(microseconds: 0) && age <= Self.longest ? kept.page : nil
    }
    if let found { return found }
    let page = try make()
    shelf.withLock { shelf in
      let isFull = shelf.bytes > Self.mostBytes || shelf.kept.count >= Self.mostPages
      if shelf.mark != mark || isFull { shelf = Shelf(mark: mark) }
      shelf.bytes += page.bytes.readableBytes
      shelf.kept[key] = Kept(page: page, at: now)
    }
    return page
  }
}
