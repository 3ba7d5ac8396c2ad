import Crypto
import Foundation

/// 256 random bits that open a door, as a word that fits into a cookie and a URL.
struct Secret {
  let text: String

  init(prefix: String = "") {
    let bytes = SymmetricKey(size: .bits256).withUnsafeBytes { Data($0) }
    text =
      prefix
      + bytes.base64EncodedString().replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
  }

  /// What is kept of it.
  ///
  /// There is nothing to guess in 256 bits, so that a plain hash is enough.
  var digest: [UInt8] { Self.digest(of: text) }

  static func digest(of text: String) -> [UInt8] { Array(SHA256.hash(data: Data(text.utf8))) }

  /// Longer than any secret of ours: what comes from outside is not even hashed beyond it.
  static let mostBytes = 128
}

/// Comparison that takes as long for a wrong first byte as for a wrong last one.
enum ConstantTime {
  static func areEqual(_ left: [UInt8], _ right: [UInt8]) -> Bool {
    guard left.count == right.count else { return false }
    return zip(left, right).reduce(0) { $0 | ($1.0 ^ $1.1) } == 0
  }
}
