/// Whether the way to a relay is encrypted, where its URL is `smtp://`; `smtps://` always is.
package enum TLSPolicy: String, Sendable, CaseIterable {
  /// No mail without STARTTLS and a certificate that verifies.
  case required
  /// STARTTLS where the relay offers it; its certificate proves nothing, since plain text would do as well.
  case offered
  case never
}

/// What the configuration says about how mail leaves.
package struct CourierSettings: Sendable, Equatable {
  /// `maildir:PATH`, `smtp://HOST[:PORT]` or `smtps://HOST[:PORT]`.
  package var url: String
  package var username: String?
  package var password: String?
  /// Certificates to trust instead of the system's.
  package var caFile: String?
  package var tls: TLSPolicy
  /// The name given in the greeting; nil lets the host's own name be used.
  package var clientName: String?
  package var patience: SMTPPatience

  package init(
    url: String, username: String? = nil, password: String? = nil, caFile: String? = nil, tls: TLSPolicy = .required,
    clientName: String? = nil, patience: SMTPPatience = SMTPPatience()
  ) {
    self.url = url
    self.username = username
    self.password = password
    self.caFile = caFile
    self.tls = tls
    self.clientName = clientName
    self.patience = patience
  }
}

/// How long a relay may be silent, in seconds.
///
/// There is no limit to a delivery as a whole: it may be slow, not stuck.
package struct SMTPPatience: Sendable, Equatable {
  /// Until it has accepted the connection.
  package var connecting = 30
  /// For an answer, or while no byte moves (RFC 5321, section 4.5.3.2, asks for five minutes).
  package var silence = 300

  package init() {}
}
