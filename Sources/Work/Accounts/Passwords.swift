import Desk
import Store

extension DeskWork {
  /// Whether anybody can sign in at all.
  package func hasPasswords() throws -> Bool { try store.hasPasswords() }

  /// Gives an operator a password and ends their sessions.
  ///
  /// - Parameter kept: the session that goes on: the one in which it was changed.
  /// - Throws: `Refusal` with `badValue` for a password that is too easy, `unknownOperator`, or `notPermitted` for
  ///   somebody who is disabled.
  package func setPassword(
    _ password: String, of name: String, by actor: Actor, keeping kept: Session? = nil
  ) throws {
    guard let person = try store.operator(named: name) else { throw Self.unknown(name) }
    try check(password, of: person)
    let stored = try passwords.hash(password)
    try perform { transaction in
      try permit(actor, toChange: name, in: transaction)
      try keep(stored, of: name, by: actor, in: transaction)
      try transaction.endSessions(of: name, but: kept?.digest)
    }
  }

  /// - Throws: `Refusal` with `badValue` that says what to take instead.
  func check(_ password: String, of person: Operator) throws {
    guard let flaw = PasswordRule.flaw(in: password, of: person, desk: settings.name) else { return }
    throw Refusal(.badValue, "the password is too easy or too long", advice: flaw.advice)
  }

  /// Writes a password, lets its owner try anew, and makes any link for them useless.
  func keep(_ stored: StoredPassword, of name: String, by actor: Actor, in transaction: Transaction) throws {
    guard let person = try transaction.operator(named: name) else { throw Self.unknown(name) }
    if person.isDisabled {
      throw Refusal(
        .notPermitted, "operator '\(name)' is disabled",
        advice: "enable them first: servicedesk operator enable \(name)")
    }
    try transaction.setPassword(stored, of: name)
    try transaction.clearSignInTries(TryKey.name(name, key: store.identityKey).digest)
    try transaction.dropInvitation(for: name)
    try record(.passwordChanged, on: nil, by: actor, [("name", name)], in: transaction)
  }

  /// Whether somebody may change an account: their own in any role, another's like any change of an operator.
  func permit(_ actor: Actor, toChange name: String, in transaction: Transaction) throws {
    guard case .operator(name) = actor else {
      _ = try author(actor, in: transaction)
      return
    }
  }

  static func unknown(_ name: String) -> Refusal {
    Refusal(.unknownOperator, "there is no operator '\(Words.oneLine(name))'", advice: "see: servicedesk operator list")
  }
}
