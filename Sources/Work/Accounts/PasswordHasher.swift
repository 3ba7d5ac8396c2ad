import Crypto
import CryptoExtras
import Foundation
import Store

/// Turns passwords into what is kept of them, slowly and with much memory on purpose, and two at a time at most.
///
/// One for the whole program: what it bounds is the memory and the cores that strangers can take by trying to sign in.
final class PasswordHasher: Sendable {
  /// RFC 7914's N, r and p: 32 MiB and about a tenth of a second.
  private static let rounds = 1 << 15
  private static let blockSize = 8
  private static let lanes = 1
  private static let digestBytes = 32
  private static let saltBytes = 16

  private let turnstile = Turnstile(places: 2)

  /// What is kept of a new password.
  func hash(_ password: String) throws -> StoredPassword {
    let salt = SymmetricKey(size: SymmetricKeySize(bitCount: Self.saltBytes * 8)).withUnsafeBytes { Array($0) }
    var stored = StoredPassword(
      salt: salt, digest: [], rounds: Self.rounds, blockSize: Self.blockSize, lanes: Self.lanes)
    stored.digest = try derive(password, stored)
    return stored
  }

  /// Whether a password is the one that is kept.
  ///
  /// Without one it takes just as long to say no.
  func matches(_ password: String, _ stored: StoredPassword?) throws -> Bool {
    guard let stored else {
      _ = try hash(password)
      return false
    }
    return try ConstantTime.areEqual(derive(password, stored), stored.digest)
  }

  private func derive(_ password: String, _ parameters: StoredPassword) throws -> [UInt8] {
    // The same letters may come composed from one keyboard and decomposed from another.
    let letters = Data(password.precomposedStringWithCanonicalMapping.utf8)
    return try turnstile.pass {
      try KDF.Scrypt.deriveKey(
        from: letters, salt: parameters.salt, outputByteCount: Self.digestBytes, rounds: parameters.rounds,
        blockSize: parameters.blockSize, parallelism: parameters.lanes
      ).withUnsafeBytes { Array($0) }
    }
  }
}
