import Crypto
import Foundation
import Work

/// What a form of a signed-in operator carries, so that no other site can send one in their name.
///
/// Masked anew each time: the length of a compressed page must tell nothing of it.
enum FormToken {
  static let field = "csrf"
  private static let length = 32

  static func make(for session: Session) -> String {
    var random = SystemRandomNumberGenerator()
    let mask = (0..<length).map { _ in UInt8.random(in: .min ... .max, using: &random) }
    return Data(mask + zip(mask, code(session)).map { $0 ^ $1 }).base64EncodedString()
  }

  static func isValid(_ token: String, for session: Session) -> Bool {
    guard token.utf8.count < 128, let bytes = Data(base64Encoded: token), bytes.count == 2 * length else {
      return false
    }
    let code = zip(bytes.prefix(length), bytes.suffix(length)).map { $0 ^ $1 }
    return HMAC<SHA256>.isValidAuthenticationCode(
      code, authenticating: purpose, using: SymmetricKey(data: session.csrfKey))
  }

  private static let purpose = Data("form".utf8)

  private static func code(_ session: Session) -> [UInt8] {
    Array(HMAC<SHA256>.authenticationCode(for: purpose, using: SymmetricKey(data: session.csrfKey)))
  }
}
