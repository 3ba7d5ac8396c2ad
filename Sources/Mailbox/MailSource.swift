/// A place where mail waits: lists it, reads it, and is told what is safely stored.
///
/// Its calls block the calling thread and may come from several threads at once.
package protocol MailSource: Sendable {
  /// How the ledger names it, the same however it was written: `maildir:` or `mbox:` and the real absolute path, or `-`.
  var name: String { get }

  /// All mail in it that is somebody's to read, in file-name order; the caller leaves out what is in the ledger.
  func waiting() throws(MailboxError) -> MailListing

  /// Told what is going to be read, in order, so that one round trip can bring several.
  func prepare(_ keys: [MailKey])

  /// Reads one message.
  ///
  /// - Parameter limit: of a larger message only the head is read, see `FetchedMail.isComplete`.
  /// - Throws: `MailboxError` with `gone` when it is no longer there, `unreadable` when this one cannot be read; any other
  ///   says that the mailbox itself is in trouble.
  func read(_ key: MailKey, limit: Int) throws(MailboxError) -> FetchedMail

  /// Does with messages that are safely stored what the mailbox's `after` says; those that are gone are passed over.
  ///
  /// - Important: to be called only when the transaction that holds them is durable.
  func acknowledge(_ keys: [MailKey]) throws(MailboxError)

  /// What changes whenever mail comes, goes or moves, so that a watcher can leave a quiet mailbox alone; nil when that
  /// cannot be told, or not yet.
  func changeMark() -> ChangeMark?

  /// Gets ready to be waited for, and says how: between now and the next call of anything else.
  func beginWaiting() -> ChangeSignal

  /// Whether a look is a matter of the network: not to be taken every second, and worth doing much at once.
  var isRemote: Bool { get }

  /// Whether what is acknowledged leaves the mailbox: only that of which the database has the bytes may.
  var takesAway: Bool { get }

  /// Tries out what `acknowledge` would do, leaving nothing behind: for a check of the desk's health.
  func checkAcknowledgement() throws(MailboxError)

  /// The folder that stored messages are to be moved to, where it is not there yet: it is made with the first of them,
  /// which is no good news for a slip of the fingers.
  func missingFolder() throws(MailboxError) -> String?
}

extension MailSource {
  package func prepare(_ keys: [MailKey]) {}
  package func changeMark() -> ChangeMark? { nil }
  package func beginWaiting() -> ChangeSignal { .none }
  package var isRemote: Bool { false }
  package var takesAway: Bool { false }
  package func checkAcknowledgement() throws(MailboxError) {}
  package func missingFolder() throws(MailboxError) -> String? { nil }
}

/// The stable name of a message within its mailbox: what the ledger remembers it by.
package struct MailKey: Sendable, Hashable {
  /// In a maildir the unique name, up to the colon; in an mbox `SHA.1`, the digest and the count among equals.
  package let name: String

  package init(_ name: String) {
    self.name = name
  }
}

/// A message that waits.
package struct WaitingMail: Sendable, Hashable {
  package let key: MailKey

  /// Whether somebody's mail program has met it: it lies in `cur`, or is `\Seen` on a server.
  package let isInCur: Bool

  /// When a server got it: UTC microseconds since 1970; nil where only its file knows.
  package let receivedAt: Int64?

  package init(key: MailKey, isInCur: Bool, receivedAt: Int64? = nil) {
    self.key = key
    self.isInCur = isInCur
    self.receivedAt = receivedAt
  }
}

/// What a mailbox holds.
package struct MailListing: Sendable, Equatable {
  package var mail: [WaitingMail] = []

  /// What lies where mail should lie and is none.
  package var unreadable: [UnreadableMail] = []

  /// What all keys begin with where a server numbers its mail, and may one day number it anew: `UIDVALIDITY.`.
  package var numbering: String?

  package init() {}
}

/// Something in a mailbox that cannot be read as mail.
package struct UnreadableMail: Sendable, Hashable {
  /// Where it lies in the mailbox, such as `new/pipe`.
  package let name: String

  /// A clause such as `is a FIFO, not a file`.
  package let reason: String
}

/// A message as it was read.
package struct FetchedMail: Sendable, Equatable {
  /// The whole message, or its head when it is over the limit.
  package let bytes: [UInt8]

  /// Of the whole message.
  package let size: Int

  /// When it came, by the mailbox: UTC microseconds since 1970.
  package let fileTime: Int64

  /// Whether `bytes` is the whole message.
  package var isComplete: Bool { bytes.count == size }

  /// How much of a message over the limit is read: its header and first words, for a stub.
  package static let headBytes = 256 << 10
}

/// A state of a mailbox that two looks can be compared by: equal marks mean that nothing happened in between.
package struct ChangeMark: Sendable, Hashable {
  private let stamps: [FileStamp]
  private let counts: [Int64]

  init(stamps: [FileStamp]) {
    self.stamps = stamps
    counts = []
  }

  init(counts: [Int64]) {
    stamps = []
    self.counts = counts
  }
}

/// How a change in a mailbox can be waited for.
package enum ChangeSignal: Sendable, Equatable {
  /// Not at all: it must be looked at again.
  case none
  /// Something has changed already.
  case already
  /// This descriptor becomes readable when something has.
  case readable(Int32)
}

/// What becomes of a message in its mailbox once it is stored.
package enum AfterIntake: Sendable, Hashable {
  /// Marked as read: it moves from `new` to `cur`.
  case seen
  /// Nothing.
  case leave
  case delete
  /// Moved to another folder of the same mailbox, which is made where it is missing.
  case move(folder: String)

  /// Reads the configuration's `seen`, `leave`, `delete` or `move:FOLDER`; nil for anything else.
  package init?(_ text: String) {
    switch text {
    case "seen": self = .seen
    case "leave": self = .leave
    case "delete": self = .delete
    default:
      guard text.hasPrefix("move:"), Self.isFolder(text.dropFirst(5)) else { return nil }
      self = .move(folder: String(text.dropFirst(5)))
    }
  }

  /// A folder's name stays inside the mailbox: no path that climbs out, nothing hidden, nothing empty.
  private static func isFolder(_ name: Substring) -> Bool {
    let levels = name.split(separator: "/", omittingEmptySubsequences: false)
    return name.utf8.count <= 200 && name.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7F }
      && levels.allSatisfy { !$0.isEmpty && !$0.hasPrefix(".") }
  }

  /// Whether a message is then no longer where it was.
  var takesAway: Bool { self != .seen && self != .leave }
}
