/// A complaint about a message that was sent, as mailbox providers pass it on (RFC 5965).
public struct FeedbackReport: Sendable, Hashable {
  /// What the complaint is, in lower case: `abuse`, `fraud`, `opt-out`.
  public let type: String

  /// Whom the message was sent to, where the report tells.
  public let recipients: [String]

  /// The Message-ID of the message complained of, without brackets, where the report returns its header.
  public let originalMessageID: String?

  /// Reads a message as a complaint; nil where it is none.
  public static func read(_ message: Message) -> FeedbackReport? {
    guard let part = message.parts.first(where: { $0.type == "message" && $0.subtype == "feedback-report" }),
      let fields = StatusFields(message.decoded(part), limits: message.limits).groups.first
    else { return nil }
    let recipients = (fields.all("Original-Rcpt-To") + fields.all("Removal-Recipient")).map(\.text)
    return FeedbackReport(
      type: fields["Feedback-Type"]?.text.lowercased() ?? "other", recipients: recipients,
      originalMessageID: DeliveryReport.returnedMessage(message)?.messageID)
  }
}
