/// Where somebody who is invited chooses a password.
package enum InvitationLink {
  static let path = "/invitation"

  /// The page that a secret opens: behind the `?`, since paths are logged when something goes wrong.
  package static func path(secret: String) -> String { path + "?secret=" + URLEncoded.encoded(secret) }

  /// The whole link, under the address at which people reach the desk.
  package static func url(secret: String, under base: String) -> String {
    (base.hasSuffix("/") ? String(base.dropLast()) : base) + path(secret: secret)
  }
}
