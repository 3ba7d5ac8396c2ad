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
  /// What the trusted server says of its sender; nil where no server is trusted.
  let authentication: SenderAuthentication?

  init(
    mail: IncomingMail, inquiry: Inquiry, knowledge: Knowledge, settings: DeskSettings, priorities: PriorityInference,
    now: Instant
  ) {
    self.mail = mail
    self.inquiry = inquiry
    self.knowledge = knowledge
    self.settings = settings
    self.priorities = priorities
    self.now = now
    authentication = SenderAuthentication(of: mail.message, trusted: settings.trusted)
  }

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

  /// Whether no person wrote it.
  var isAutomatic: Bool { mail.signs.isByProgram }
}
