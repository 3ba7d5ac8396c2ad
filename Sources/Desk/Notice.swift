/// What an outgoing mail is for.
package enum OutgoingKind: String, Sendable, CaseIterable, Codable {
  case received, resolved, closed, assigned, reopened, overdue, reply

  /// Whether the desk writes it by itself: it then says so in its header, and caps may hold it back.
  package var isAutomatic: Bool { self != .reply }

  /// Whether it goes to operators only.
  package var isForOperators: Bool { self == .assigned || self == .reopened || self == .overdue }

  /// Whether per-address and hourly caps apply: a resolution and a person's answer are never held back.
  package var isCapped: Bool { isAutomatic && self != .resolved }
}

/// Where an outbox row stands.
package enum OutboxState: String, Sendable, CaseIterable, Codable {
  case queued, sending, sent, failed, cancelled
}
