/// Whether the mail server that the desk trusts found a message's sender to be who they say.
package struct SenderAuthentication: Sendable, Equatable {
  package enum Verdict: String, Sendable, CaseIterable {
    /// The domain of the sender vouches for the message.
    case pass
    /// It was looked at, and the domain does not vouch for it.
    case fail
    /// Nobody can say.
    case unknown = "none"
  }

  package var verdict: Verdict
  /// A clause such as `mx.desk.example: dmarc=pass for acme.example`.
  package var detail: String

  package init(_ verdict: Verdict, _ detail: String) {
    self.verdict = verdict
    self.detail = detail
  }
}
