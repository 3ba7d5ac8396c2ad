import CCurl
import Desk

/// Hands mail to a relay over SMTP, one recipient a transaction, so that each verdict is about one address.
///
/// The connection is kept between envelopes. A crash after the relay has taken a mail over and before that is recorded
/// sends it again, under the same Message-ID: the one place where mail is at-least-once.
final class SMTPCourier: MailCourier {
  private let relay: SMTPRelay
  private let session: CurlSession
  private let secrets: [String]
  /// Mails in a row that the relay began and never answered.
  private var silences = 0
  private static let mostSilences = 2
  /// Whether the connection stands without the login that was meant.
  private var isStranger = false
  /// Whether the relay takes addresses beyond ASCII; nil until it was asked.
  private var offersUTF8: Bool?

  init(_ relay: SMTPRelay) throws(CourierError) {
    guard let session = CurlSession() else {
      throw CourierError(.unreachable, relay.name, "cannot start libcurl for \(relay.name): out of memory")
    }
    self.relay = relay
    secrets = relay.spokenSecrets
    self.session = session
  }

  func deliver(_ envelope: Envelope) -> DeliveryOutcome {
    let sender: SMTPAddress?
    let recipient: SMTPAddress
    do throws(SMTPAddress.Flaw) {
      sender = envelope.sender.isEmpty ? nil : try SMTPAddress(envelope.sender)
    } catch {
      return .refused(status: "5.1.7", reply: "not sent: the sender address \(error.reason)")
    }
    do throws(SMTPAddress.Flaw) {
      recipient = try SMTPAddress(envelope.recipient)
    } catch {
      return .refused(status: "5.1.3", reply: "not sent: the address \(error.reason)")
    }
    let needsUTF8 = recipient.needsUTF8 || sender?.needsUTF8 == true
    if needsUTF8, let trouble = learnWhetherUTF8IsOffered() { return trouble }
    if needsUTF8, offersUTF8 != true {
      return .refused(
        status: "5.6.7", reply: "not sent: \(relay.name) takes no address beyond ASCII (it does not offer SMTPUTF8)")
    }
    let bytes = SMTPBody.withNetworkLineEnds(envelope.bytes)
    return transact(from: sender?.text ?? "", to: recipient.text, bytes)
  }

  /// Connects, encrypts and logs in.
  func check() throws(CourierError) {
    let transfer = SMTPTransfer([], hiding: secrets)
    do throws(CurlSession.Failure) {
      try goToRelay(transfer)
    } catch {
      throw CourierError(.unreachable, relay.name, "\(relay.name): \(SMTPVerdict.trouble(error, transfer.transcript))")
    }
  }

  private func transact(from sender: String, to recipient: String, _ bytes: [UInt8]) -> DeliveryOutcome {
    var isFresh = false
    while true {
      let transfer = SMTPTransfer(bytes, hiding: secrets)
      do throws(CurlSession.Failure) {
        try prepare(isFresh: isFresh)
        try session.set(CURLOPT_UPLOAD, 1)
        try session.set(CURLOPT_MAIL_FROM, sender)
        defer { noteLogin(transfer) }
        try session.perform(transfer, recipient: recipient)
        silences = 0
        return .accepted(reply: transfer.transcript.reply?.text ?? "accepted")
      } catch {
        // The relay had enough of the old connection, not of this mail.
        if !isFresh, SMTPVerdict.isStale(transfer) {
          isFresh = true
          continue
        }
        return judge(error, transfer.transcript)
      }
    }
  }

  /// One mail without an answer may be the mail's own fault; when the next ones have none either, it is the relay's, and
  /// the others need not wait out its silence one by one.
  private func judge(_ failure: CurlSession.Failure, _ transcript: SMTPTranscript) -> DeliveryOutcome {
    silences = SMTPVerdict.isSilence(transcript) ? silences + 1 : 0
    if silences > Self.mostSilences { return .unavailable(reason: SMTPVerdict.trouble(failure, transcript)) }
    let outcome = SMTPVerdict.outcome(at: relay, failure, transcript)
    if isStranger, case .refused(let status, let reply) = outcome, SMTPVerdict.isAboutUs(status, reply) {
      return .unavailable(
        reason: "\(reply); \(relay.name) offers no login on this connection: check its port and courier.tls")
    }
    return outcome
  }

  /// QUIRK: libcurl goes on without the login that it was told of where none is offered; a relay's no is about us then.
  private func noteLogin(_ transfer: SMTPTransfer) {
    guard !transfer.usedOldConnection else { return }
    isStranger = relay.username != nil && relay.password != nil && !transfer.transcript.hasLoggedIn
  }

  private func learnWhetherUTF8IsOffered() -> DeliveryOutcome? {
    guard offersUTF8 == nil else { return nil }
    let transfer = SMTPTransfer([], hiding: secrets)
    do throws(CurlSession.Failure) {
      try goToRelay(transfer)
      offersUTF8 = transfer.transcript.offersUTF8 ?? false
      return nil
    } catch {
      return SMTPVerdict.outcome(at: relay, error, transfer.transcript)
    }
  }

  /// Makes a connection of its own up to the point where a mail would begin.
  private func goToRelay(_ transfer: SMTPTransfer) throws(CurlSession.Failure) {
    try prepare(isFresh: true)
    try session.set(CURLOPT_CONNECT_ONLY, 1)
    try session.perform(transfer, recipient: nil)
  }

  private func prepare(isFresh: Bool) throws(CurlSession.Failure) {
    try session.reset()
    try session.set(CURLOPT_URL, relay.url)
    try session.set(CURLOPT_PROTOCOLS_STR, "smtp,smtps")
    // A proxy that the environment names for the web is none for mail.
    try session.set(CURLOPT_NOPROXY, "*")
    try session.set(CURLOPT_CONNECTTIMEOUT, relay.patience.connecting)
    try session.set(CURLOPT_SERVER_RESPONSE_TIMEOUT, relay.patience.silence)
    try session.set(CURLOPT_LOW_SPEED_LIMIT, 1)
    try session.set(CURLOPT_LOW_SPEED_TIME, relay.patience.silence)
    try session.set(CURLOPT_FRESH_CONNECT, isFresh ? 1 : 0)
    try prepareTLS()
    if let username = relay.username { try session.set(CURLOPT_USERNAME, username) }
    if let password = relay.password { try session.set(CURLOPT_PASSWORD, password) }
  }

  private func prepareTLS() throws(CurlSession.Failure) {
    let startTLS =
      switch relay.startTLS {
      case .required: CURLUSESSL_ALL
      case .offered: CURLUSESSL_TRY
      case .never: CURLUSESSL_NONE
      }
    try session.set(CURLOPT_USE_SSL, Int(startTLS.rawValue))
    try session.set(CURLOPT_SSL_VERIFYPEER, relay.verifiesCertificate ? 1 : 0)
    try session.set(CURLOPT_SSL_VERIFYHOST, relay.verifiesCertificate ? 2 : 0)
    if let caFile = relay.caFile { try session.set(CURLOPT_CAINFO, caFile) }
  }
}
