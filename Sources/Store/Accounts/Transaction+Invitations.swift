package import Desk

extension Transaction {
  /// Keeps an invitation, in place of an earlier one for the same name.
  package func insertInvitation(_ invitation: Invitation, digest: [UInt8]) throws {
    try connection.run("DELETE FROM invitation WHERE name IS ?", [invitation.name])
    try connection.run(
      "INSERT INTO invitation (digest, name, role, author, created_at, expires_at) VALUES (?, ?, ?, ?, ?, ?)",
      [
        digest, invitation.name, invitation.role.rawValue, invitation.author, invitation.createdAt.microseconds,
        invitation.expiresAt.microseconds,
      ])
  }

  /// The invitation with a digest, unless it is over.
  package func invitation(_ digest: [UInt8]) throws -> Invitation? {
    try connection.invitation(digest, at: now)
  }

  /// Forgets the invitation of a name; nil for that of the first admin.
  package func dropInvitation(for name: String?) throws {
    try connection.run("DELETE FROM invitation WHERE name IS ?", [name])
  }
}

extension TicketStore {
  /// The invitation with a digest, unless it is over.
  package func invitation(_ digest: [UInt8]) throws -> Invitation? {
    try read { try $0.invitation(digest, at: now()) }
  }

  /// The invitations that nobody has accepted yet, by name.
  package func invitations() throws -> [Invitation] {
    try read { connection in
      try connection.all(
        InvitationRow.select + " WHERE expires_at > ? ORDER BY name", [now().microseconds], InvitationRow.invitation)
    }
  }
}

extension Connection {
  fileprivate func invitation(_ digest: [UInt8], at now: Instant) throws -> Invitation? {
    try first(
      InvitationRow.select + " WHERE digest = ? AND expires_at > ?", [digest, now.microseconds],
      InvitationRow.invitation)
  }
}

private enum InvitationRow {
  static let select = "SELECT name, role, author, created_at, expires_at FROM invitation"

  static func invitation(_ row: Row) -> Invitation {
    Invitation(
      name: row[0], role: Operator.Role(rawValue: row[1]) ?? .readOnly, author: row[2],
      createdAt: Instant(microseconds: row[3]), expiresAt: Instant(microseconds: row[4]))
  }
}
