import Desk
import Store

extension DeskWork {
  /// Lets somebody in by name and password.
  ///
  /// A try is counted before the password is looked at, so that many at once are no way around the limit; and an unknown
  /// name takes as long as a wrong password.
  ///
  /// - Parameter client: the address that the try comes from.
  package func signIn(name: String, password: String, client: String) throws -> SignInOutcome {
    let name = Words.oneLine(name)
    let keys = TryKeys(
      name: TryKey.name(name, key: store.identityKey), client: TryKey.client(client, key: store.identityKey))
    let beginning = try perform { try begin(name, keys, in: $0) }
    guard case .may(let triesLeft, let stored) = beginning else {
      if case .locked(let until) = beginning { return .locked(until: until) }
      return .refused(triesLeft: 0)
    }
    let isRight = try password.utf8.count <= PasswordRule.mostBytes && passwords.matches(password, stored)
    return try perform { transaction in
      if isRight, let stored, try transaction.password(of: name) == stored,
        let person = try transaction.operator(named: name), !person.isDisabled
      {
        try transaction.clearSignInTries(keys.name.digest)
        try keys.client.uncount(in: transaction)
        return .signedIn(try openSession(for: person, client: Words.client(client), in: transaction))
      }
      guard triesLeft.name == 0 || triesLeft.client == 0 else {
        return .refused(triesLeft: min(triesLeft.name, triesLeft.client))
      }
      try noteLock(name, client: client, triesLeft, in: transaction)
      return .locked(until: transaction.now + SignInLimit.pause)
    }
  }

  private struct TryKeys {
    var name: TryKey
    var client: TryKey

    /// Until when nothing is tried; nil where one more may be.
    func lock(in transaction: Transaction) throws -> Instant? {
      try [name, client].compactMap { key in
        let tries = try key.tries(in: transaction)
        return tries.failures >= key.limit ? tries.lastAt + SignInLimit.pause : nil
      }.max()
    }
  }

  private typealias TriesLeft = (name: Int, client: Int)

  private enum Beginning {
    case may(TriesLeft, StoredPassword?)
    case locked(until: Instant)
  }

  private func begin(_ name: String, _ keys: TryKeys, in transaction: Transaction) throws -> Beginning {
    if let until = try keys.lock(in: transaction) { return .locked(until: until) }
    let left = try (name: keys.name.count(in: transaction), client: keys.client.count(in: transaction))
    return .may(left, try transaction.password(of: name))
  }

  /// One event when a pause begins, and none for what is tried while it lasts: nobody shall fill the log from outside.
  ///
  /// A name that no operator has is not written down.
  private func noteLock(
    _ name: String, client: String, _ left: TriesLeft, in transaction: Transaction
  ) throws {
    let isKnown = try transaction.operator(named: name) != nil
    guard isKnown || left.client == 0 else { return }
    try record(
      .signInLocked, on: nil, by: .desk,
      [
        ("name", left.name == 0 && isKnown ? name : nil), ("client", Words.client(client)),
        ("until", (transaction.now + SignInLimit.pause).description),
      ], in: transaction)
  }
}

extension Words {
  /// An address as events and lists show it.
  static func client(_ text: String) -> String { String(oneLine(text).prefix(64)) }
}
