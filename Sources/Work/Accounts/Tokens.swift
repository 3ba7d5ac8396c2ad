package import Desk
import Store

extension DeskWork {
  private static let tokenPrefix = "sd_"
  private static let mostNameBytes = 100
  /// Its use is written down this often at most: reading is no reason to write.
  private static let usePause = Span.hours(1)

  /// Makes a token for a program that acts for an operator.
  ///
  /// - Parameters:
  ///   - name: what it is for.
  ///   - life: how long it works; nil for one that works until it is revoked.
  /// - Returns: its secret, which is shown once and kept nowhere, and the token.
  /// - Throws: `Refusal` with `unknownOperator`, `badValue` for a name or a time that cannot be, or `notPermitted` for
  ///   scopes beyond what the operator may do.
  package func issueToken(
    name: String, scopes: Set<Scope>, expires life: Span?, of owner: String, by actor: Actor
  ) throws -> (secret: String, token: APIToken) {
    let name = Words.oneLine(name)
    guard !name.isEmpty, name.utf8.count <= Self.mostNameBytes else {
      throw Refusal(
        .badValue, "a token needs a name of at most \(Self.mostNameBytes) bytes", advice: "say what it is for")
    }
    guard !scopes.isEmpty else {
      throw Refusal(.badValue, "a token without scopes may do nothing", advice: "choose of read, write and admin")
    }
    if let life, life <= .seconds(0) { throw Refusal(.badValue, "a token must work for some time") }
    let secret = Secret(prefix: Self.tokenPrefix)
    return try perform { transaction in
      try permit(actor, toChange: owner, in: transaction)
      guard let person = try transaction.operator(named: owner) else { throw Self.unknown(owner) }
      try checkScopes(scopes, of: person)
      let expiresAt = life.map { transaction.now + $0 }
      let id = try transaction.insertToken(
        digest: secret.digest, name: name, scopes: scopes, expiresAt: expiresAt, of: owner)
      try record(
        .tokenIssued, on: nil, by: actor,
        [
          ("token", String(id)), ("operator", owner), ("name", name), ("scopes", Self.text(scopes)),
          ("expires", expiresAt?.description),
        ], in: transaction)
      return (
        secret.text,
        APIToken(
          id: id, operator: owner, name: name, scopes: scopes, createdAt: transaction.now, expiresAt: expiresAt)
      )
    }
  }

  /// Whom a token's secret speaks for; nil where it was revoked, has expired, or its operator is disabled.
  ///
  /// It can never do more than its operator can now.
  package func bearer(secret: String) throws -> Bearer? {
    guard secret.hasPrefix(Self.tokenPrefix), secret.utf8.count <= Secret.mostBytes,
      let (token, person) = try store.bearer(Secret.digest(of: secret))
    else { return nil }
    let now = store.now()
    // A database that is busy just now is no reason to turn a program away: a later request writes it down.
    if token.usedAt.map({ now.since($0) >= Self.usePause }) ?? true {
      _ = try? perform { try $0.noteUse(ofToken: token.id) }
    }
    return Bearer(operator: person, scopes: token.scopes.intersection(person.role.scopes), token: token.id)
  }

  /// The tokens of an operator, or of all.
  package func tokens(of owner: String? = nil) throws -> [APIToken] { try store.tokens(of: owner) }

  /// Revokes a token: it works no more from now on.
  ///
  /// - Parameter owner: whose it must be, where that matters.
  /// - Returns: what it was.
  /// - Throws: `Refusal` with `unknownRow`.
  @discardableResult
  package func revokeToken(_ id: Int64, of owner: String? = nil, by actor: Actor) throws -> APIToken {
    try perform { transaction in
      guard let token = try transaction.token(id), owner == nil || token.operator == owner else {
        throw Refusal(.unknownRow, "there is no token \(id)", advice: "see: servicedesk operator tokens NAME")
      }
      try permit(actor, toChange: token.operator, in: transaction)
      try transaction.deleteToken(id)
      try record(
        .tokenRevoked, on: nil, by: actor,
        [("token", String(id)), ("operator", token.operator), ("name", token.name)], in: transaction)
      return token
    }
  }

  private func checkScopes(_ scopes: Set<Scope>, of person: Operator) throws {
    if person.isDisabled { throw Refusal(.notPermitted, "operator '\(person.name)' is disabled") }
    let beyond = scopes.subtracting(person.role.scopes)
    guard beyond.isEmpty else {
      throw Refusal(
        .notPermitted,
        "\(person.name) is \(person.role.rawValue), so that a token of theirs cannot have: \(Self.text(beyond))",
        advice: "leave it out, or give them another role")
    }
  }

  private static func text(_ scopes: Set<Scope>) -> String {
    Scope.allCases.filter(scopes.contains).map(\.rawValue).joined(separator: " ")
  }
}
