package import Desk

/// One envelope recipient of an outgoing message, to be queued.
package struct NewOutboxRow: Sendable, Equatable {
  package var ticket: TicketID
  package var kind: OutgoingKind
  package var recipient: EmailAddress
  /// The outgoing message's row, which has the bytes and the Message-ID.
  package var message: Int64
  /// Keys of the mail that a `received` notice answers, for the brake on storms.
  package var subjectKey: Int64?
  package var textKey: Int64?
  package var notBefore: Instant?

  package init(
    ticket: TicketID, kind: OutgoingKind, recipient: EmailAddress, message: Int64, subjectKey: Int64? = nil,
    textKey: Int64? = nil, notBefore: Instant? = nil
  ) {
    self.ticket = ticket
    self.kind = kind
    self.recipient = recipient
    self.message = message
    self.subjectKey = subjectKey
    self.textKey = textKey
    self.notBefore = notBefore
  }
}

/// How many capped notices may leave.
package struct OutboxCaps: Sendable, Equatable {
  package var perAddressHour: Int
  package var hourly: Int

  package init(perAddressHour: Int, hourly: Int) {
    self.perAddressHour = perAddressHour
    self.hourly = hourly
  }
}

/// A row in hand: leased to whoever claimed it until the lease ends.
package struct ClaimedMail: Sendable, Equatable {
  package var id: Int64
  package var ticket: TicketID
  package var kind: OutgoingKind
  package var recipient: EmailAddress
  /// Empty for the null sender `<>`.
  package var envelopeSender: String
  package var messageID: String
  /// This one counted: 1 for the first.
  package var attempt: Int
  package var createdAt: Instant
  package var bytes: [UInt8]
}

/// What a claim found.
package struct ClaimedBatch: Sendable, Equatable {
  package var mails: [ClaimedMail]
  package var standing: OutboxStanding
}

/// How the outbox stands.
package struct OutboxStanding: Sendable, Equatable {
  /// Queued and not held back: due now, or to be tried again later.
  package var waiting: Int
  /// Queued, and held back by a cap.
  package var held: Int
  /// Leased to a courier.
  package var sending: Int
  package var sent: Int
  package var failed: Int
  package var cancelled: Int
  /// When the next row becomes due; nil when none waits, in the past when it is overdue.
  package var nextDue: Instant?
}

extension JSONForm {
  /// How the outbox stands.
  package static func outboxStanding(_ standing: OutboxStanding) -> JSONValue {
    .object([
      .init("waiting", .integer(Int64(standing.waiting))),
      .init("held", .integer(Int64(standing.held))),
      .init("sending", .integer(Int64(standing.sending))),
      .init("sent", .integer(Int64(standing.sent))),
      .init("failed", .integer(Int64(standing.failed))),
    ])
  }
}
