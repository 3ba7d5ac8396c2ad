/// How a round treats what it meets.
package struct IntakeOptions: Sendable {
  /// Larger messages become a stub ticket and stay in their file, in bytes.
  package var maxSize = 50 << 20
  /// Whether notices are queued at all.
  package var notices = true
  /// Takes in old mail too when a mailbox is met for the first time.
  package var takeAll = false
  /// Records everything that waits as ignored.
  package var baseline = false
  /// Decides and explains, changing nothing.
  package var dryRun = false
  /// The queue that the mailbox belongs to, for mail that names no queue's address.
  package var queue: String?
  /// Whether a round that found nothing is recorded as a run; one that watches finds nothing a thousand times a day.
  package var recordsQuietRounds = true
  package init() {}

  /// A batch of one transaction ends at whichever comes first.
  static let batchMessages = 64
  static let batchBytes = 8 << 20
  static let batchTime = Duration.milliseconds(250)
}
