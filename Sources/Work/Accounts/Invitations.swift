package import Desk
import Store

extension DeskWork {
  private static let invitationLife = Span.hours(24)

  /// Makes a link with which somebody chooses a password, once and within a day; an earlier one of theirs stops working.
  ///
  /// - Parameters:
  ///   - name: an operator who is there, or the name of a new one; nil for the first admin of a desk where nobody can
  ///     sign in, who chooses a name.
  ///   - role: what a new one becomes.
  /// - Returns: the secret of the link.
  /// - Throws: `Refusal` with `badValue` for what cannot be a name, `alreadyThere` for a first admin who is not the
  ///   first, or `notPermitted` for somebody who is disabled.
  package func makeInvitation(for name: String?, role: Operator.Role = .operator, by actor: Actor) throws -> String {
    let secret = Secret()
    try perform { transaction in
      _ = try author(actor, in: transaction)
      if let name {
        try checkInvited(name, role, in: transaction)
      } else if try transaction.hasPasswords() {
        throw Refusal(
          .alreadyThere, "an operator has a password already",
          advice: "invite others: servicedesk operator password NAME --link")
      }
      let invitation = Invitation(
        name: name, role: name == nil ? .admin : role, author: actor.name, createdAt: transaction.now,
        expiresAt: transaction.now + Self.invitationLife)
      try transaction.insertInvitation(invitation, digest: secret.digest)
      try record(
        .operatorInvited, on: nil, by: actor, [("name", name), ("role", invitation.role.rawValue)], in: transaction)
    }
    return secret.text
  }

  /// The invitation of a link's secret; nil where it was used, replaced, or is over.
  package func invitation(secret: String) throws -> Invitation? {
    guard secret.utf8.count <= Secret.mostBytes,
      let invitation = try store.invitation(Secret.digest(of: secret))
    else { return nil }
    // The first admin is the first one only once.
    return try invitation.name == nil && store.hasPasswords() ? nil : invitation
  }

  /// The invitations that nobody has accepted yet.
  package func invitations() throws -> [Invitation] { try store.invitations().filter { $0.name != nil } }

  /// Whether the link of the first admin is out, and good for some time yet.
  package func isFirstInvitationOpen() throws -> Bool { try store.invitations().contains { $0.name == nil } }

  /// Accepts an invitation: makes the operator where there is none, sets the password, and signs them in.
  ///
  /// - Parameter name: the name of the first admin; others have theirs from the invitation.
  /// - Throws: `Refusal` with `unknownRow` for a link that is over, or `badValue` for a name, address or password that
  ///   cannot be.
  package func accept(
    secret: String, name: String, fullName: String? = nil, address: EmailAddress? = nil, password: String,
    client: String = ""
  ) throws -> NewSession {
    guard let known = try invitation(secret: secret) else { throw Self.linkIsOver }
    var wanted = Operator(
      name: known.name ?? name, fullName: fullName.map(Words.oneLine).flatMap { $0.isEmpty ? nil : $0 },
      address: address, role: known.role)
    try check(wanted)
    try check(password, of: wanted)
    let stored = try passwords.hash(password)
    return try perform { transaction in
      // Somebody else may have used it meanwhile.
      guard try transaction.invitation(Secret.digest(of: secret)) == known,
        try known.name != nil || !transaction.hasPasswords()
      else { throw Self.linkIsOver }
      wanted = try admit(wanted, isFirst: known.name == nil, in: transaction)
      try transaction.dropInvitation(for: known.name)
      try transaction.endSessions(of: wanted.name)
      try keep(stored, of: wanted.name, by: .operator(wanted.name), in: transaction)
      return try openSession(for: wanted, client: Words.client(client), in: transaction)
    }
  }

  /// The operator as they are from now on: one who was there gets what they had not, and the first becomes an admin.
  private func admit(_ wanted: Operator, isFirst: Bool, in transaction: Transaction) throws -> Operator {
    guard var present = try transaction.operator(named: wanted.name) else {
      try insert(wanted, by: .operator(wanted.name), in: transaction)
      return wanted
    }
    let before = present
    present.fullName = wanted.fullName ?? present.fullName
    present.address = wanted.address ?? present.address
    if isFirst { (present.role, present.isDisabled) = (.admin, false) }
    guard present != before else { return present }
    try transaction.updateOperator(present)
    try record(
      .operatorChanged, on: nil, by: .operator(present.name),
      [("name", present.name), ("role", present.role.rawValue), ("disabled", present.isDisabled ? "yes" : "no")],
      in: transaction)
    return present
  }

  private func checkInvited(_ name: String, _ role: Operator.Role, in transaction: Transaction) throws {
    guard let present = try transaction.operator(named: name) else {
      return try check(Operator(name: name, role: role))
    }
    if present.isDisabled {
      throw Refusal(
        .notPermitted, "operator '\(name)' is disabled",
        advice: "enable them first: servicedesk operator enable \(name)")
    }
  }

  private static let linkIsOver = Refusal(
    .unknownRow, "this link was used already, or is more than a day old",
    advice: "ask for a new one: servicedesk operator password NAME --link")
}
