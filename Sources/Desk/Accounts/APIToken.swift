/// What a program may do with a token.
package enum Scope: String, Sendable, CaseIterable {
  case read, write, admin
}

extension Operator.Role {
  /// What whoever has the role may do, and so the most that a token of theirs can.
  package var scopes: Set<Scope> {
    switch self {
    case .admin: [.read, .write, .admin]
    case .operator: [.read, .write]
    case .readOnly: [.read]
    }
  }
}

/// What a program shows to act for an operator; its secret is kept nowhere.
package struct APIToken: Sendable, Equatable {
  package var id: Int64
  package var `operator`: String
  /// What it is for, in its owner's words.
  package var name: String
  package var scopes: Set<Scope>
  package var createdAt: Instant
  /// Nil for one that works until it is revoked.
  package var expiresAt: Instant?
  /// When it was last used, to the hour.
  package var usedAt: Instant?

  package init(
    id: Int64, operator: String, name: String, scopes: Set<Scope>, createdAt: Instant, expiresAt: Instant? = nil,
    usedAt: Instant? = nil
  ) {
    self.id = id
    self.operator = `operator`
    self.name = name
    self.scopes = scopes
    self.createdAt = createdAt
    self.expiresAt = expiresAt
    self.usedAt = usedAt
  }

  /// Whether it has stopped working by itself.
  package func isExpired(at now: Instant) -> Bool { expiresAt.map { $0 <= now } ?? false }
}
