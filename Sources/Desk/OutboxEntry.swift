/// A row of the outbox: one outgoing mail to one recipient.
package struct OutboxEntry: Sendable, Equatable {
  package var id: Int64
  package var ticket: TicketID
  package var kind: OutgoingKind
  package var recipient: EmailAddress
  package var messageID: String
  package var state: OutboxState
  package var attempts: Int
  package var nextAttemptAt: Instant?
  /// What the receiving server last said.
  package var reply: String?
  /// The enhanced status of a failure, such as `5.1.1`.
  package var failureStatus: String?
  package var createdAt: Instant

  package init(
    id: Int64, ticket: TicketID, kind: OutgoingKind, recipient: EmailAddress, messageID: String, state: OutboxState,
    attempts: Int, nextAttemptAt: Instant?, reply: String?, failureStatus: String? = nil, createdAt: Instant
  ) {
    self.id = id
    self.ticket = ticket
    self.kind = kind
    self.recipient = recipient
    self.messageID = messageID
    self.state = state
    self.attempts = attempts
    self.nextAttemptAt = nextAttemptAt
    self.reply = reply
    self.failureStatus = failureStatus
    self.createdAt = createdAt
  }

  /// What the receiving server last said, with the status of a failure before it where its own words lack that.
  package var said: String? {
    guard let failureStatus else { return reply }
    guard let reply, !reply.isEmpty else { return failureStatus }
    let isInThere = reply.split(whereSeparator: \.isWhitespace).contains { $0 == failureStatus }
    return isInThere ? reply : "\(failureStatus) \(reply)"
  }

  /// Whether it went into a maildir and to nobody.
  package var isOnlyWritten: Bool { reply?.hasPrefix(DeliveryOutcome.writtenTo) ?? false }
}

/// Which outbox rows a listing shows.
package struct OutboxFilter: Sendable, Equatable {
  package var state: OutboxState?
  package var ticket: TicketID?
  package var since: Instant?
  /// Only rows with a smaller number: where the page before ended.
  package var before: Int64?
  /// 0 is all.
  package var limit = 50

  package init() {}
}
