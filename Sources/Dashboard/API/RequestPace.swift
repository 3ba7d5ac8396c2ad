import Desk
import Synchronization

/// How fast a program may change things: a loop that ran wild must not write a thousand mails before somebody sees it.
///
/// Each principal has a bucket that fills steadily; a request takes one drop.
final class RequestPace: Sendable {
  private struct Bucket {
    var drops: Double
    var filledAt: Instant
  }

  /// Changes in a row, and a second in the long run.
  private static let size = 1000.0
  private static let perSecond = 50.0
  private static let mostBuckets = 10_000

  private let buckets = Mutex<[String: Bucket]>([:])

  /// Takes a drop; where there is none, after how many seconds there will be one.
  func take(_ principal: String, at now: Instant) -> Int? {
    buckets.withLock { buckets in
      if buckets.count >= Self.mostBuckets { buckets.removeAll() }
      var bucket = buckets[principal] ?? Bucket(drops: Self.size, filledAt: now)
      let seconds = Double(max(0, now.since(bucket.filledAt).microseconds)) / 1_000_000
      bucket.drops = min(Self.size, bucket.drops + seconds * Self.perSecond)
      bucket.filledAt = now
      let wait = bucket.drops < 1 ? max(1, Int(((1 - bucket.drops) / Self.perSecond).rounded(.up))) : nil
      if wait == nil { bucket.drops -= 1 }
      buckets[principal] = bucket
      return wait
    }
  }
}
