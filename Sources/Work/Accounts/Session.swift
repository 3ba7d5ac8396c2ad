package import Desk

/// Somebody who is signed in, in one browser.
package struct Session: Sendable, Equatable {
  package var `operator`: Operator
  /// SHA-256 of the cookie's token: the token itself is kept nowhere.
  package var digest: [UInt8]
  /// What this session's form tokens are made from.
  package var csrfKey: [UInt8]
  package var expiresAt: Instant

  package init(operator: Operator, digest: [UInt8], csrfKey: [UInt8], expiresAt: Instant) {
    self.operator = `operator`
    self.digest = digest
    self.csrfKey = csrfKey
    self.expiresAt = expiresAt
  }
}

/// A session just made, with the token that only its browser will have.
package struct NewSession: Sendable {
  package var token: String
  package var session: Session

  package init(token: String, session: Session) {
    self.token = token
    self.session = session
  }
}

/// What came of a name and a password.
package enum SignInOutcome: Sendable {
  case signedIn(NewSession)
  case refused(triesLeft: Int)
  case locked(until: Instant)
}
