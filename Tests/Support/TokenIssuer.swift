import Foundation

/// Gives out access tokens, as a company's token server does: signed JSON Web Tokens that run out (RFC 7519).
///
/// The other side gets the public key alone, and checks for itself who is named and until when.
package final class TokenIssuer: Sendable {
  private let folder: TemporaryDirectory
  private var privateKey: String { folder.path + "/key.pem" }

  /// Makes a pair of keys.
  package init() throws {
    folder = try TemporaryDirectory()
    try ChildProcess.run("/usr/bin/openssl", "genrsa", "-out", folder.path + "/key.pem", "2048")
    // Where Dovecot looks: the identity of the client, the algorithm, the key's own name.
    let place = folder.url.appending(path: "keys/default/RS256")
    try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
    try ChildProcess.run(
      "/usr/bin/openssl", "rsa", "-in", privateKey, "-pubout", "-out", place.appending(path: "default").path)
    try folder.write(
      "oauth2.conf",
      """
      introspection_mode = local
      local_validation_key_dict = fs:posix:prefix=\(folder.path)/keys/
      username_attribute = sub

      """)
    try ChildProcess.run("/bin/chmod", "-R", "a+rX", folder.path)
    try ChildProcess.run("/bin/chmod", "0600", privateKey)
  }

  deinit { folder.remove() }

  /// What makes a Dovecot take its tokens, and say no at once.
  package var dovecot: String {
    """
    auth_mechanisms = plain login xoauth2 oauthbearer
    auth_failure_delay = 0
    passdb {
      driver = oauth2
      mechanisms = xoauth2 oauthbearer
      args = \(folder.path)/oauth2.conf
    }
    service anvil {
      unix_listener anvil-auth-penalty {
        mode = 0
      }
    }
    """
  }

  /// A token for a user; one that ran out before now where `seconds` is negative.
  package func token(for user: String, goodFor seconds: Int = 3600) throws -> String {
    let now = Int(Date().timeIntervalSince1970)
    let claims =
      #"{"sub":"\#(user)","iat":\#(now - 7200),"exp":\#(now + seconds),"jti":"\#(UUID().uuidString)"}"#
    let unsigned = Self.base64(Data(#"{"typ":"JWT","alg":"RS256"}"#.utf8)) + "." + Self.base64(Data(claims.utf8))
    let scratch = try TemporaryDirectory()
    defer { scratch.remove() }
    let (text, signature) = (try scratch.write("text", unsigned), scratch.path + "/signature")
    try ChildProcess.run(
      "/usr/bin/openssl", "dgst", "-sha256", "-sign", privateKey, "-out", signature, text.path)
    return unsigned + "." + Self.base64(try Data(contentsOf: URL(filePath: signature)))
  }

  private static func base64(_ data: Data) -> String {
    data.base64EncodedString().replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
  }
}
