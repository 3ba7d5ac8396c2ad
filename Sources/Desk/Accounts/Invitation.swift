/// A link that lets somebody choose a password, once and for a day.
package struct Invitation: Sendable, Equatable {
  /// The operator it is for; nil for the first admin of a desk, who chooses a name.
  package var name: String?
  /// What a new operator becomes; one who is there already keeps their role.
  package var role: Operator.Role
  /// Who made it.
  package var author: String
  package var createdAt: Instant
  package var expiresAt: Instant

  package init(name: String?, role: Operator.Role, author: String, createdAt: Instant, expiresAt: Instant) {
    self.name = name
    self.role = role
    self.author = author
    self.createdAt = createdAt
    self.expiresAt = expiresAt
  }
}
