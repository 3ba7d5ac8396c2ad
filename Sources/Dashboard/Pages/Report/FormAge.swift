import Crypto
import Desk
import Foundation

/// When a form was handed out, signed so that whoever sends it back cannot say otherwise.
struct FormAge {
  enum Reading: Equatable {
    case fine
    /// Faster than anybody types.
    case tooFast
    /// From yesterday, or not from here.
    case stale
  }

  private static let least = Span.seconds(3)
  private static let most = Span.hours(24)
  private let key: SymmetricKey

  init(secret: [UInt8]) {
    let purpose = HMAC<SHA256>.authenticationCode(for: Data("report form".utf8), using: SymmetricKey(data: secret))
    key = SymmetricKey(data: Data(purpose))
  }

  /// What a form carries.
  func stamp(at now: Instant) -> String {
    let time = String(now.seconds)
    return time + "." + Data(HMAC<SHA256>.authenticationCode(for: Data(time.utf8), using: key)).base64EncodedString()
  }

  func read(_ stamp: String, at now: Instant) -> Reading {
    let halves = stamp.split(separator: ".", maxSplits: 1)
    guard stamp.utf8.count < 128, halves.count == 2, let seconds = Int64(halves[0]),
      let code = Data(base64Encoded: String(halves[1])),
      HMAC<SHA256>.isValidAuthenticationCode(code, authenticating: Data(halves[0].utf8), using: key)
    else { return .stale }
    let age = now.since(Instant(seconds: seconds))
    return age > Self.most ? .stale : age < Self.least ? .tooFast : .fine
  }
}
