import Crypto
package import Desk
import Foundation
import Glibc
import Store

/// How often somebody may try to sign in.
package enum SignInLimit {
  package static let triesOfName = 5
  package static let triesOfClient = 20
  /// How long nothing is tried after that, and how long a failed try counts.
  package static let pause = Span.minutes(15)
}

/// What failed tries to sign in are counted under: a name, or where the try came from.
struct TryKey {
  let digest: [UInt8]
  let limit: Int

  /// Under the desk's own key: somebody may type a password where the name belongs.
  private init(_ text: String, limit: Int, key: [UInt8]) {
    digest = Array(HMAC<SHA256>.authenticationCode(for: Data(text.utf8), using: SymmetricKey(data: key)))
    self.limit = limit
  }

  static func name(_ name: String, key: [UInt8]) -> TryKey {
    TryKey("name:" + name, limit: SignInLimit.triesOfName, key: key)
  }

  static func client(_ client: String, key: [UInt8]) -> TryKey {
    TryKey("client:" + network(client), limit: SignInLimit.triesOfClient, key: key)
  }

  /// An IPv6 address counts by the 64 bits that a provider gives to one customer.
  private static func network(_ client: String) -> String {
    var address = in6_addr()
    guard inet_pton(AF_INET6, client, &address) == 1 else { return client }
    let bytes = withUnsafeBytes(of: address) { Array($0) }
    let isMappedIPv4 = bytes.prefix(12) == [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF]
    return (isMappedIPv4 ? bytes.suffix(4) : bytes.prefix(8)).map { String($0) }.joined(separator: ".")
  }

  /// What has failed under it and still counts.
  func tries(in transaction: Transaction) throws -> SignInTries {
    let none = SignInTries(failures: 0, lastAt: transaction.now)
    guard let tries = try transaction.signInTries(digest) else { return none }
    let counts = tries.lastAt <= transaction.now && transaction.now < tries.lastAt + SignInLimit.pause
    return counts ? tries : none
  }

  /// Until when nothing is tried; nil where one more try may be.
  func lock(in transaction: Transaction) throws -> Instant? {
    let tries = try tries(in: transaction)
    return tries.failures >= limit ? tries.lastAt + SignInLimit.pause : nil
  }

  /// Counts one more failure.
  ///
  /// - Returns: how many are left.
  func count(in transaction: Transaction) throws -> Int {
    let failures = try tries(in: transaction).failures + 1
    try transaction.setSignInTries(SignInTries(failures: failures, lastAt: transaction.now), digest)
    return max(0, limit - failures)
  }

  /// Takes one failure back: it was none.
  func uncount(in transaction: Transaction) throws {
    var tries = try tries(in: transaction)
    tries.failures -= 1
    guard tries.failures > 0 else { return try transaction.clearSignInTries(digest) }
    try transaction.setSignInTries(tries, digest)
  }
}
