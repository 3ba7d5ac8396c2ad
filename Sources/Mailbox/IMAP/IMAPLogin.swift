import Foundation

/// How to get into an IMAP account.
package struct IMAPLogin: Sendable {
  /// What proves who we are.
  package enum Secret: Sendable {
    /// For LOGIN or SASL PLAIN, whichever the server offers.
    case password(String)
    /// An OAuth 2 access token, for SASL XOAUTH2 or OAUTHBEARER.
    case token(String)

    /// As a server may say it back: in clear, and as SASL PLAIN, XOAUTH2 and OAUTHBEARER wrap it (RFC 4616, RFC 7628).
    func spoken(by user: String, to address: IMAPAddress) -> [String] {
      let (clear, wrapped) =
        switch self {
        case .password(let password): (password, ["\0\(user)\0\(password)", password])
        case .token(let token):
          (
            token,
            [
              "user=\(user)\u{1}auth=Bearer \(token)\u{1}\u{1}",
              "n,a=\(user),\u{1}host=\(address.host)\u{1}port=\(address.port)\u{1}auth=Bearer \(token)\u{1}\u{1}",
            ]
          )
        }
      return wrapped.map { Data($0.utf8).base64EncodedString() } + [clear]
    }
  }

  /// Whether the way is encrypted, where the URL is `imap://`; `imaps://` always is.
  package enum Security: String, Sendable, CaseIterable {
    /// Nothing is said before STARTTLS and a certificate that verifies.
    case required
    /// STARTTLS where the server offers it; its certificate proves nothing then.
    case offered
    case never
  }

  /// Wins over the URL's.
  package var username: String?

  /// Reads the secret, anew for each connection: tokens run out and files are replaced.
  package var secret: (@Sendable () throws -> Secret)?

  /// What it is and where it comes from, for whoever must mend it.
  package var origin = Origin()

  /// Whether a password or a token is asked for, and who gives it.
  package struct Origin: Sendable {
    package var isToken: Bool
    /// As the configuration has it, such as `token_command get-token`; nil where that cannot be told.
    package var place: String?

    package init(isToken: Bool = false, place: String? = nil) {
      self.isToken = isToken
      self.place = place
    }

    var word: String { isToken ? "token" : "password" }

    /// What to look at when it was refused.
    var advice: String {
      let from = place.map { " from \($0)" } ?? ""
      return isToken
        ? "it refuses the token\(from), which may have run out or be another account's; check the mailbox's username too"
        : "check the mailbox's username and the password\(from)"
    }
  }

  /// Certificates to trust instead of the system's.
  package var caFile: String?

  package var security = Security.required

  package var patience = IMAPPatience()

  /// Whether the program is about to end: a server that says nothing is not waited out then.
  package var isEnding: @Sendable () -> Bool = { false }

  /// Shared by the folders of a desk, so that those of one account can take turns.
  package var turns = IMAPTurns()

  package init() {}
}

/// How long an IMAP server may be silent, in seconds.
///
/// There is no limit to what is going on as a whole: it may be slow, not stuck.
package struct IMAPPatience: Sendable, Equatable {
  /// Until it has accepted the connection and our login.
  package var connecting = 30
  /// While an answer is due and no byte moves.
  package var silence = 120
  /// The same when the program is about to end.
  package var farewell = 3
  /// For another folder of the same account to give up the only connection.
  package var turn = 30

  package init() {}
}
