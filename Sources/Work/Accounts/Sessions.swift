import Desk
package import Store

/// How long somebody stays signed in.
enum SessionLife {
  /// Without a request.
  static let idle = Span.hours(12)
  /// Whatever they do.
  static let most = Span.days(14)
  /// How often it is extended at most, and how old "last seen" is at most for somebody who works.
  ///
  /// Not with each request: reading a page is no reason to write.
  static let extensionPause = Span.minutes(5)

  static func expiry(createdAt: Instant, now: Instant) -> Instant { min(now + idle, createdAt + most) }
}

extension DeskWork {
  /// The session of a cookie's token; nil where it is over, was ended, or its operator is disabled.
  package func session(token: String) throws -> Session? {
    guard token.utf8.count <= Secret.mostBytes else { return nil }
    let digest = Secret.digest(of: token)
    guard let stored = try store.session(digest), ConstantTime.areEqual(stored.digest, digest) else { return nil }
    var session = Session(
      operator: stored.operator, digest: stored.digest, csrfKey: stored.csrfKey, expiresAt: stored.expiresAt)
    let now = store.now()
    let expiry = SessionLife.expiry(createdAt: stored.createdAt, now: now)
    // A database that is busy just now is no reason to turn anybody away: a later request extends it.
    if now.since(stored.seenAt) >= SessionLife.extensionPause,
      (try? perform { try $0.extendSession(digest, until: expiry) }) != nil
    {
      session.expiresAt = expiry
    }
    return session
  }

  /// Where an operator is signed in, the newest first.
  package func sessions(of name: String) throws -> [StoredSession] { try store.sessions(of: name) }

  /// Ends a session.
  package func signOut(_ session: Session) throws {
    try perform { try $0.endSession(session.digest) }
  }

  /// Ends the sessions of an operator.
  ///
  /// - Parameter kept: the one that goes on, where one does.
  /// - Returns: how many ended.
  @discardableResult
  package func signOutEverywhere(_ name: String, but kept: Session? = nil) throws -> Int {
    try perform { try $0.endSessions(of: name, but: kept?.digest) }
  }

  /// Makes a session for somebody who has proved who they are.
  func openSession(for person: Operator, client: String, in transaction: Transaction) throws -> NewSession {
    let token = Secret()
    let stored = StoredSession(
      digest: token.digest, operator: person, csrfKey: Secret().digest, client: client, createdAt: transaction.now,
      seenAt: transaction.now, expiresAt: SessionLife.expiry(createdAt: transaction.now, now: transaction.now))
    try transaction.sweepAccounts(triesBefore: transaction.now - SignInLimit.pause)
    try transaction.insertSession(stored)
    return NewSession(
      token: token.text,
      session: Session(
        operator: person, digest: stored.digest, csrfKey: stored.csrfKey, expiresAt: stored.expiresAt))
  }
}
