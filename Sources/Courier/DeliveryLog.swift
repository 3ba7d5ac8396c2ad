import Desk
import Logging
import Store

/// What delivery leaves in the log: a line a mail, and trouble once when it begins and once when it ends.
///
/// Neither recipients nor subjects nor our signed Message-IDs are in it: the outbox has them under the number that each
/// line names.
struct DeliveryLog: Sendable {
  /// What is wrong at the moment, as it was said.
  struct Standing {
    var trouble: String?
  }

  let route: String
  let logger: Logger

  /// A mail was tried, and what became of it is recorded.
  func note(_ delivered: DeliveredMail) {
    let mail = delivered.mail
    var metadata: Logger.Metadata = [
      "outbox": .stringConvertible(mail.id), "ticket": "\(mail.ticket)", "kind": "\(mail.kind.rawValue)",
      "attempt": .stringConvertible(mail.attempt),
    ]
    switch delivered.outcome {
    case .accepted:
      logger.info("sent", metadata: metadata)
    case .refused(let status, _):
      if let status { metadata["status"] = "\(status)" }
      logger.warning("refused for good", metadata: metadata)
    case .deferred(let status, _):
      if let status { metadata["status"] = "\(status)" }
      guard let next = delivered.nextAttempt else {
        return logger.warning("given up", metadata: metadata)
      }
      metadata["next"] = "\(next)"
      logger.info("put off by the server", metadata: metadata)
    case .unavailable: break
    }
  }

  /// A round came to its end.
  func note(_ report: DeliveryReport, _ standing: inout Standing) {
    if standing.trouble != nil { logger.notice("mail leaves again", metadata: ["route": "\(route)"]) }
    standing.trouble = nil
    guard report.held > 0 else { return }
    logger.debug("held back by the hourly caps", metadata: ["mails": .stringConvertible(report.held)])
  }

  /// A look did not work.
  func note(trouble because: String, _ standing: inout Standing) {
    guard standing.trouble != because else { return }
    standing.trouble = because
    logger.warning("mail cannot leave, trying again", metadata: ["route": "\(route)", "error": "\(because)"])
  }
}
