package import Desk

/// A notice as values, before it is put into words and bytes.
package struct NoticeDraft: Sendable {
  package var kind: OutgoingKind
  /// As it stands after what the notice tells of.
  package var ticket: Ticket
  package var recipient: Person
  package var date: Instant
  package var marks: OutgoingMarks
  package var thread: ThreadContinuation?
  /// Who caused it, as people know them: an operator, or the person who wrote.
  package var actor: String
  /// Whether `actor` is an operator.
  package var isByOperator: Bool
  /// The resolution, or what was said in closing or reopening; sent whole.
  package var text: String?

  package init(
    kind: OutgoingKind, ticket: Ticket, recipient: Person, date: Instant, marks: OutgoingMarks,
    thread: ThreadContinuation? = nil, actor: String, isByOperator: Bool, text: String? = nil
  ) {
    self.kind = kind
    self.ticket = ticket
    self.recipient = recipient
    self.date = date
    self.marks = marks
    self.thread = thread
    self.actor = actor
    self.isByOperator = isByOperator
    self.text = text
  }
}

/// The requester's last message, as the next mail continues it.
package struct ThreadContinuation: Sendable, Equatable {
  /// Without angle brackets; nil when it had none.
  package var messageID: String?
  /// The ids it named, nearest first.
  package var references: [String]
  package var from: Person
  package var at: Instant
  /// What it said, for quoting.
  package var text: String
  /// Its Thread-Topic and Thread-Index: Outlook keeps a conversation together by them.
  package var topic: String?
  package var index: String?

  package init(
    messageID: String?, references: [String], from: Person, at: Instant, text: String, topic: String? = nil,
    index: String? = nil
  ) {
    self.messageID = messageID
    self.references = references
    self.from = from
    self.at = at
    self.text = text
    self.topic = topic
    self.index = index
  }
}
