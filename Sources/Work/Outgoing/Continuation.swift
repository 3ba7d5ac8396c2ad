import Desk
import MIME
import Notices
import Store
import Triage

extension DeskWork {
  /// Only the header is looked at; it stands at the beginning.
  private static let headerBytes = 64 << 10

  /// The requester's last message, as the next mail on a ticket continues it; nil where no mail came.
  func continuation(of id: TicketID, in desk: some Correspondence) throws -> ThreadContinuation? {
    guard let parent = try desk.threadParent(of: id) else { return nil }
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
