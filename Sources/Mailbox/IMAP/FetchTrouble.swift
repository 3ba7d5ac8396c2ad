/// What a folder's messages have done to the commands that fetch them.
struct FetchTrouble: Sendable {
  /// Whose fault it is that a message could not be fetched.
  enum Blame {
    case notYetKnown, message, server
  }

  /// One of several broke a command, and which is not known: for the rest of the round each is fetched alone.
  var isEachAlone = false
  /// Whether any message of this round was brought.
  var hasRead = false
  /// How many commands have failed, whoever's fault it was.
  private(set) var count = 0
  /// How many messages were called unreadable since one was brought.
  var blamed = 0
  /// How often a message that was fetched alone has broken its command.
  private var byMessage: [UInt32: Int] = [:]

  /// So many in a row are no accident of theirs.
  private static let mostBlamed = 8

  mutating func note(_ uids: [UInt32]) {
    count += 1
    if uids.count == 1 { byMessage[uids[0], default: 0] += 1 } else { isEachAlone = true }
  }

  mutating func noteSuccess() {
    hasRead = true
    blamed = 0
  }

  /// - Parameter before: the count before the message was asked for: where it has not grown, no command came so far.
  func blame(for uid: UInt32, since before: Int) -> Blame {
    guard count > before else { return .server }
    // That the same message breaks its command twice is no accident of the network.
    guard byMessage[uid, default: 0] > 1 else { return .notYetKnown }
    return blamed < Self.mostBlamed ? .message : .server
  }
}
