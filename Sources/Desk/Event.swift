/// One audited fact about the desk or a ticket.
package struct Event: Sendable, Equatable {
  package enum Kind: String, Sendable, CaseIterable, Codable {
    case opened, appended, duplicate, bounced
    case autoReplied = "auto-replied"
    case released, retried, discarded
    case assigned, unassigned, prioritised
    case statusChanged = "status"
    case tagged, untagged, noted, replied, resolved, closed, reopened, merged, linked
    case requesterChanged = "requester"
    case subjectChanged = "subject"
    case watched, unwatched
    case becameRoot = "root"
    case noticeQueued = "notice"
    case noticeHeld = "notice-withheld"
    case sent
    case deliveryFailed = "delivery-failed"
    case outboxRetried = "outbox-retried"
    case outboxCancelled = "outbox-cancelled"
    case operatorAdded = "operator-added"
    case operatorChanged = "operator-changed"
    case baseline
    case runEnded = "run"
    case erased, newcomer
    case addressFlagged = "address-flagged"
    case overdue
    /// A bulk action was taken back on this ticket.
    case undone
    case passwordChanged = "password-changed"
    case operatorInvited = "operator-invited"
    case signInLocked = "sign-in-locked"
    case tokenIssued = "token-issued"
    case tokenRevoked = "token-revoked"
  }

  package var sequence: Int64
  package var at: Instant
  package var kind: Kind
  /// An operator's name, `desk` for what the program does by itself, or `mail` for what a message caused.
  package var actor: String
  package var ticket: TicketID?
  /// Names and values in a fixed order, such as `from: medium`, `to: high`.
  package var details: [Detail]

  package struct Detail: Sendable, Equatable {
    package var name: String
    package var value: String

    package init(_ name: String, _ value: String) {
      self.name = name
      self.value = value
    }
  }

  package init(
    sequence: Int64 = 0, at: Instant, kind: Kind, actor: String, ticket: TicketID? = nil, details: [Detail] = []
  ) {
    self.sequence = sequence
    self.at = at
    self.kind = kind
    self.actor = actor
    self.ticket = ticket
    self.details = details
  }

  /// The priority that the ticket has since, where this event changed it or took a change back.
  package var priority: Priority? {
    let name =
      switch kind {
      case .prioritised: "to"
      case .undone: "priority"
      default: ""
      }
    return details.first { $0.name == name }.flatMap { Priority(rawValue: $0.value) }
  }
}
