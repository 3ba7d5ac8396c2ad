package import Desk

/// A password as it is kept: what scrypt made of it, and how.
package struct StoredPassword: Sendable, Equatable {
  package var salt: [UInt8]
  package var digest: [UInt8]
  /// scrypt's N, r and p.
  package var rounds: Int
  package var blockSize: Int
  package var lanes: Int

  package init(salt: [UInt8], digest: [UInt8], rounds: Int, blockSize: Int, lanes: Int) {
    self.salt = salt
    self.digest = digest
    self.rounds = rounds
    self.blockSize = blockSize
    self.lanes = lanes
  }
}

/// A session as it is kept, with its operator as they are now.
package struct StoredSession: Sendable, Equatable {
  package var digest: [UInt8]
  package var `operator`: Operator
  package var csrfKey: [UInt8]
  /// Where it was signed in from.
  package var client: String
  package var createdAt: Instant
  /// When it was last extended.
  package var seenAt: Instant
  package var expiresAt: Instant

  package init(
    digest: [UInt8], operator: Operator, csrfKey: [UInt8], client: String, createdAt: Instant, seenAt: Instant,
    expiresAt: Instant
  ) {
    self.digest = digest
    self.operator = `operator`
    self.csrfKey = csrfKey
    self.client = client
    self.createdAt = createdAt
    self.seenAt = seenAt
    self.expiresAt = expiresAt
  }
}

/// How often signing in has failed for a name or a client.
package struct SignInTries: Sendable, Equatable {
  package var failures: Int
  package var lastAt: Instant

  package init(failures: Int, lastAt: Instant) {
    self.failures = failures
    self.lastAt = lastAt
  }
}

/// What a request was answered.
package struct StoredAnswer: Sendable, Equatable {
  /// SHA-256 of the request: the same key with other words is a mistake of the program that sends it.
  package var requestDigest: [UInt8]
  package var status: Int
  package var body: [UInt8]

  package init(requestDigest: [UInt8], status: Int, body: [UInt8]) {
    self.requestDigest = requestDigest
    self.status = status
    self.body = body
  }
}
