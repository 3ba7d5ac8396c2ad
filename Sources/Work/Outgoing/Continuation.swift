import Desk
import MIME
import Notices
import Store
import Triage

extension DeskWork {
  /// Only the header is looked at; it stands at the beginning.
  private static let headerBytes = 64 << 10

  /// The message that the next mail on a ticket continues; nil where no mail came.
  ///
  /// A notice continues what the requester wrote last, even where others answered since: their mail program may not have
  /// seen that. A reply continues the last message that anybody who takes part wrote.
  func continuation(
    of id: TicketID, for kind: OutgoingKind, in desk: some Correspondence
  ) throws -> ThreadContinuation? {
    guard let parent = try desk.threadParent(of: id, requesterFirst: kind != .reply) else { return nil }
    var thread = ThreadContinuation(
      messageID: parent.messageID, references: parent.references, from: parent.from, at: parent.at, text: parent.text)
    // Read beside the transaction: a message that came within it was answered from its own bytes.
    if let raw = try store.rawMessage(parent.message, on: id) {
      thread.takeOutlookMarks(of: Message(Array(raw.prefix(Self.headerBytes))))
    }
    return thread
  }
}

extension ThreadContinuation {
  /// A message that has just come, as the first notice continues it.
  init(_ mail: IncomingMail, from person: Person, references: [String]) {
    self.init(
      messageID: mail.message.messageID, references: references, from: person, at: mail.receivedAt, text: "")
    takeOutlookMarks(of: mail.message)
  }

  mutating func takeOutlookMarks(of message: Message) {
    topic = message.text("Thread-Topic")
    index = message.text("Thread-Index")
  }
}
