import CCurl
import Desk

/// What a delivery that failed says: of the message, or only of the relay.
enum SMTPVerdict {
  /// Whether it was the kept connection that failed, before the message was handed over: a new one may do.
  ///
  /// A relay may close it at any command with 421, after too many errors of other mails for instance. No to a sender is
  /// believed of a new connection alone: on an old one it may be a line too many of an earlier answer.
  static func isStale(_ transfer: SMTPTransfer) -> Bool {
    guard transfer.usedOldConnection else { return false }
    let stage = transfer.transcript.stage
    guard let reply = transfer.transcript.reply else { return stage <= .sender }
    return reply.code == 421 ? stage < .body : reply.code >= 400 && stage <= .sender
  }

  /// Whether a mail was begun and the relay then said nothing of it.
  static func isSilence(_ transcript: SMTPTranscript) -> Bool {
    transcript.stage > .greeting && (transcript.reply?.code ?? 0) < 400
  }

  /// Whether a no is one to whoever asks, not to the mail: `554 5.7.1 <ana@acme.example>: Relay access denied`.
  static func isAboutUs(_ status: String?, _ reply: String) -> Bool {
    status?.hasPrefix("5.7.") ?? false || reply.lowercased().contains("relay")
  }

  static func outcome(
    at relay: SMTPRelay, _ failure: CurlSession.Failure, _ transcript: SMTPTranscript
  ) -> DeliveryOutcome {
    let trouble = DeliveryOutcome.unavailable(reason: trouble(failure, transcript))
    guard transcript.stage > .greeting else { return trouble }
    guard let reply = transcript.reply, reply.code >= 400 else {
      return .deferred(
        status: nil, reply: "\(relay.name) gave no answer to \(transcript.stage.rawValue): \(failure.words)")
    }
    // The relay wants a login or TLS first: that is about us, and would be said of every message.
    if [454, 530, 534, 535, 538].contains(reply.code) || isAboutRelay(reply, transcript.stage) { return trouble }
    return reply.code < 500 || isAboutSender(reply, transcript.stage)
      ? .deferred(status: reply.status, reply: reply.text) : .refused(status: reply.status, reply: reply.text)
  }

  /// Whether a no is the relay's state: before a recipient is named it says so of every mail (RFC 5321 §3.8, RFC 3463 §3.4).
  private static func isAboutRelay(_ reply: SMTPReply, _ stage: SMTPTranscript.Stage) -> Bool {
    stage == .sender && (reply.code == 421 || (reply.code < 500 && reply.status?.hasPrefix("4.3.") ?? false))
  }

  /// Whether a no is one to the sender, an address of the desk's own: somebody will have to mend that, and no mail is to be
  /// given up for it before its time.
  ///
  /// What MAIL says of the message itself (RFC 1870, RFC 6152, RFC 6531) is a no to it.
  private static func isAboutSender(_ reply: SMTPReply, _ stage: SMTPTranscript.Stage) -> Bool {
    let status = reply.status ?? ""
    return stage == .sender && reply.code != 552 && !["5.2.3", "5.3.4"].contains(status) && !status.hasPrefix("5.6.")
  }

  /// Why the relay could not be used, and what to do about it.
  static func trouble(_ failure: CurlSession.Failure, _ transcript: SMTPTranscript) -> String {
    let said = transcript.reply.flatMap { $0.code >= 400 ? $0.text : nil } ?? failure.words
    let advice =
      switch failure.code {
      case CURLE_PEER_FAILED_VERIFICATION:
        "; renew the certificate, name its authority in courier.ca_file, or use the host's name that it is for"
      case CURLE_USE_SSL_FAILED:
        "; it offers no STARTTLS: use smtps://, or set courier.tls to offered"
      case CURLE_LOGIN_DENIED:
        "; check courier.username and the password"
      case CURLE_COULDNT_RESOLVE_HOST:
        "; check the host in courier.url"
      default: ""
      }
    return said + advice
  }
}
