import Desk
import Logging
import Mailbox
import Store

/// What a watched mailbox leaves in the log: a line a message, and trouble once when it begins and once when it ends.
struct IntakeLog {
  private let mailbox: String
  private let logger: Logger
  /// The kind of what is wrong at the moment: it is said anew when it becomes another.
  private var trouble: String?
  /// What could not be read at the last round: it is still there at the next.
  private var unreadable: Set<String> = []

  /// Of the unreadable ones, how many get a line each.
  private static let mostNamed = 20

  init(mailbox: String, logger: Logger) {
    self.mailbox = mailbox
    self.logger = logger
  }

  /// A message was taken in.
  func note(_ mail: TakenMail) {
    var metadata: Logger.Metadata = ["mailbox": "\(mailbox)", "key": "\(mail.key)"]
    if let ticket = mail.ticket { metadata["ticket"] = "\(ticket)" }
    if let row = mail.row { metadata["intake"] = .stringConvertible(row) }
    if let reason = mail.reason { metadata["reason"] = "\(reason)" }
    logger.log(level: Self.isTrouble(mail) ? .warning : .info, "\(Self.words(mail))", metadata: metadata)
  }

  /// A round came to its end.
  mutating func note(_ report: IntakeReport) {
    end()
    let now = Set(report.unreadable.map(\.key))
    for file in report.unreadable.filter({ !unreadable.contains($0.key) }).prefix(Self.mostNamed) {
      logger.warning(
        "cannot be read and was not taken in",
        metadata: ["mailbox": "\(mailbox)", "key": "\(file.key)", "reason": "\(file.reason)"])
    }
    unreadable = now
    guard report.read > 0 else { return }
    logger.debug(
      "round",
      metadata: [
        "mailbox": "\(mailbox)", "read": .stringConvertible(report.read),
        "seconds": .stringConvertible((report.seconds * 1000).rounded() / 1000),
      ])
  }

  /// A look did not work.
  mutating func note(_ error: any Error) {
    let kind = Self.kind(of: error)
    guard trouble != kind else { return }
    trouble = kind
    logger.warning("mailbox in trouble, trying again", metadata: ["mailbox": "\(mailbox)", "error": "\(error)"])
  }

  private static func kind(of error: any Error) -> String {
    switch error {
    case let error as MailboxError: "mailbox \(error.code)"
    case let error as StoreError: "database \(error.code)"
    default: "\(error)"
    }
  }

  private mutating func end() {
    guard trouble != nil else { return }
    trouble = nil
    logger.notice("mailbox is well again", metadata: ["mailbox": "\(mailbox)"])
  }

  /// Whether the desk itself could not cope with it.
  private static func isTrouble(_ mail: TakenMail) -> Bool {
    mail.disposition == .quarantined
      && (mail.reason?.hasPrefix("error") == true || mail.reason?.hasPrefix("attempts") == true)
  }

  private static func words(_ mail: TakenMail) -> String {
    let ticket = mail.ticket.map(\.description) ?? ""
    switch mail.disposition {
    case .opened: return "opened \(ticket)"
    case .appended: return "added to \(ticket)"
    case .quarantined: return "quarantined"
    case .duplicate, .bounce, .autoReply, .loop, .ignored: return "taken in: \(mail.disposition.rawValue)"
    }
  }
}
