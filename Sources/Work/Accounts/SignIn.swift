package import Desk
import Store

/// What came of a password that was asked for again.
package enum PasswordProof: Sendable, Equatable {
  case right
  case refused(triesLeft: Int)
  case locked(until: Instant)
}

extension DeskWork {
  /// Lets somebody in by name, or by the address that is theirs alone, and password.
  ///
  /// - Parameter client: the address that the try comes from.
  package func signIn(name: String, password: String, client: String) throws -> SignInOutcome {
    let trial = try trial(of: password, for: name, from: client) { person, transaction in
      try openSession(for: person, client: Words.client(client), in: transaction)
    }
    switch trial {
    case .right(let session): return .signedIn(session)
    case .refused(let triesLeft): return .refused(triesLeft: triesLeft)
    case .locked(let until): return .locked(until: until)
    }
  }

  /// Asks somebody who is signed in for their password again; it counts like a try to sign in.
  package func prove(_ password: String, of name: String, client: String) throws -> PasswordProof {
    switch try trial(of: password, for: name, from: client, { _, _ in }) {
    case .right: .right
    case .refused(let triesLeft): .refused(triesLeft: triesLeft)
    case .locked(let until): .locked(until: until)
    }
  }
}

extension DeskWork {
  private enum Trial<Value> {
    case right(Value)
    case refused(triesLeft: Int)
    case locked(until: Instant)
  }

  /// Whom a try is for, and what it counts under.
  private struct Claim {
    var name: String
    var nameKey: TryKey
    var clientKey: TryKey
    var password: StoredPassword?
    var triesLeftOfName = 0
    var triesLeftOfClient = 0
    var lockedUntil: Instant?
  }

  /// Tries a password, and does `next` in the transaction that found it right.
  ///
  /// A try is counted before the password is looked at, so that many at once are no way around the limit; and an unknown
  /// name takes as long as a wrong password.
  private func trial<Value>(
    of password: String, for typed: String, from client: String, _ next: (Operator, Transaction) throws -> Value
  ) throws -> Trial<Value> {
    let claim = try perform { try begin(Words.oneLine(typed), client, in: $0) }
    if let until = claim.lockedUntil { return .locked(until: until) }
    let isRight = try password.utf8.count <= PasswordRule.mostBytes && passwords.matches(password, claim.password)
    return try perform { transaction in
      // Whatever became of the operator in that tenth of a second.
      if isRight, try transaction.password(of: claim.name) == claim.password,
        let person = try transaction.operator(named: claim.name), !person.isDisabled
      {
        try transaction.clearSignInTries(claim.nameKey.digest)
        try claim.clientKey.uncount(in: transaction)
        return .right(try next(person, transaction))
      }
      guard claim.triesLeftOfName == 0 || claim.triesLeftOfClient == 0 else {
        return .refused(triesLeft: min(claim.triesLeftOfName, claim.triesLeftOfClient))
      }
      try noteLock(claim, client, in: transaction)
      return .locked(until: transaction.now + SignInLimit.pause)
    }
  }

  private func begin(_ typed: String, _ client: String, in transaction: Transaction) throws -> Claim {
    let name = try operatorName(typed, in: transaction)
    var claim = Claim(
      name: name, nameKey: .name(name, key: store.identityKey), clientKey: .client(client, key: store.identityKey))
    claim.lockedUntil = try [claim.nameKey, claim.clientKey].compactMap { try $0.lock(in: transaction) }.max()
    if claim.lockedUntil == nil {
      claim.triesLeftOfName = try claim.nameKey.count(in: transaction)
      claim.triesLeftOfClient = try claim.clientKey.count(in: transaction)
      claim.password = try transaction.password(of: name)
    }
    return claim
  }

  /// The name of the one operator with an address; anything else stays as it was typed.
  private func operatorName(_ typed: String, in transaction: Transaction) throws -> String {
    guard typed.contains("@"), try transaction.operator(named: typed) == nil else { return typed }
    let owners = try transaction.operators().filter { $0.address == EmailAddress(typed) }
    return owners.count == 1 ? owners[0].name : typed
  }

  /// One event when a pause begins, and none for what is tried while it lasts: nobody shall fill the log from outside.
  ///
  /// A name that no operator has is not written down: somebody may have typed a password there.
  private func noteLock(_ claim: Claim, _ client: String, in transaction: Transaction) throws {
    let isKnown = try transaction.operator(named: claim.name) != nil
    guard isKnown || claim.triesLeftOfClient == 0 else { return }
    try record(
      .signInLocked, on: nil, by: .desk,
      [
        ("name", claim.triesLeftOfName == 0 && isKnown ? claim.name : nil), ("client", Words.client(client)),
        ("until", (transaction.now + SignInLimit.pause).description),
      ], in: transaction)
  }
}

extension Words {
  /// An address as events and lists show it.
  static func client(_ text: String) -> String { String(oneLine(text).prefix(64)) }
}
