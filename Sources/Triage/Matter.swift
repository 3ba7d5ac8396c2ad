import Desk
import MIME

/// A message before the rules, with all they may look at.
struct Matter {
  let mail: IncomingMail
  let inquiry: Inquiry
  let knowledge: Knowledge
  let settings: DeskSettings
  let priorities: PriorityInference
  let now: Instant

  /// How the evidence names it.
  var idText: String { inquiry.messageID.map { "<\($0.excerpt(120))>" } ?? "a message without Message-ID" }

  var queue: QueueChoice {
    inquiry.queue
      ?? QueueChoice(mail, delivered: QueueChoice.delivered(mail.message, settings.trusted), settings)
  }

  /// What the message alone would have as a ticket.
  var priority: PriorityInference.Finding {
    priorities.infer(mail, queueDefault: settings.queue(named: queue.name)?.defaultPriority ?? .medium)
  }

  /// Whether no person wrote it: such mail changes no status and causes no notice.
  ///
  /// Asking not to be answered by programs is no such sign: many systems put it on what people write.
  var isAutomatic: Bool {
    let signs = mail.signs
    return (signs.autoSubmitted.map { $0 != .no } ?? false) || signs.isAutoReply || signs.isList || signs.isBulk
      || signs.isNullSender || signs.isNoReplySender || signs.isMailerDaemon
  }
}
