/// What a mail system says became of a message it was given.
public struct DeliveryReport: Sendable, Hashable {
  /// What became of it, in one word.
  public let kind: Kind

  /// Whether an address itself is dead (user or host unknown, moved), by the report's words or codes: advice, not proof.
  public let isHard: Bool

  /// The recipients it speaks of.
  public let recipients: [Recipient]

  /// The Message-ID of the message it speaks of, without brackets, where the report returns its header.
  public let originalMessageID: String?

  /// The form by which it was recognised, as in `RFC 3464` or `qmail`.
  public let form: String

  /// What became of a message.
  public enum Kind: String, Sendable, Hashable {
    /// It will not be delivered.
    case failed
    /// It has not been delivered yet.
    case delayed
    /// It has been delivered.
    case delivered
    /// It has been given to a system that sends no reports.
    case relayed
    /// It has been given to the members of a list.
    case expanded
  }

  /// What became of it for one recipient.
  public struct Recipient: Sendable, Hashable {
    /// The address at which it arrived, or did not.
    public let address: String

    /// The address it was first sent to, where the report tells.
    public let originalAddress: String?

    /// What became of it.
    public let action: Kind

    /// RFC 3463's status, as in `5.1.1`.
    public let status: String?

    /// The words of the system that refused it.
    public let diagnostic: String?
  }

  init(kind: Kind, isHard: Bool, recipients: [Recipient], originalMessageID: String?, form: String) {
    self.kind = kind
    self.isHard = isHard
    self.recipients = recipients
    self.originalMessageID = originalMessageID
    self.form = form
  }
}
