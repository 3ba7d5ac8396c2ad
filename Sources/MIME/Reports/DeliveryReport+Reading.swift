extension DeliveryReport {
  /// Reads a message as a delivery report; nil where it is none.
  ///
  /// RFC 3464 is believed by its form alone. Every other form must come of a mail system (a null return path, a
  /// mailer-daemon) and say in the words of one that something was not delivered: people write of failed deliveries too.
  public static func read(_ message: Message) -> DeliveryReport? {
    standard(message) ?? InformalReport(message)?.report
  }

  /// RFC 3464: a part of type `message/delivery-status`.
  static func standard(_ message: Message) -> DeliveryReport? {
    guard let part = message.parts.first(where: { $0.type == "message" && $0.subtype.hasSuffix("delivery-status") })
    else { return nil }
    let fields = StatusFields(message.decoded(part), limits: message.limits)
    let recipients = recipients(fields)
    guard let kind = worst(recipients.map(\.action)) else { return nil }
    let isHard = recipients.contains { recipient in
      recipient.action == .failed
        && FailureWords.speakOfDeadAddress(recipient.diagnostic ?? "", status: recipient.status)
    }
    return DeliveryReport(
      kind: kind, isHard: isHard, recipients: recipients, originalMessageID: returnedMessage(message)?.messageID,
      form: "RFC 3464")
  }

  /// The recipients of a delivery status, whichever part it stands in.
  static func recipients(_ fields: StatusFields) -> [Recipient] { fields.groups.compactMap(recipient) }

  private static func recipient(_ group: HeaderList) -> Recipient? {
    let final = group.typedText(.finalRecipient)
    let original = group.typedText(.originalRecipient)
    guard let address = final ?? original, let text = group[.action]?.text else { return nil }
    let word = text.lowercased().prefix { $0.isLetter }
    guard let action = Kind(rawValue: String(word)) else { return nil }
    let status = [group[.status], group[.diagnosticCode]].lazy.compactMap { $0 }
      .compactMap { StatusCode.first(in: Array($0.text.utf8)[...]) }.first
    return Recipient(
      address: bare(address), originalAddress: original.map(bare), action: action, status: status,
      diagnostic: group.typedText(.diagnosticCode))
  }

  private static func bare(_ address: String) -> String {
    AddressList(Array(address.utf8)[...], limits: .default).addresses.first?.address ?? address
  }

  /// Of several fates the one that matters most.
  static func worst(_ kinds: [Kind]) -> Kind? {
    [.failed, .delayed, .relayed, .expanded, .delivered].first { kinds.contains($0) }
  }

  /// The message, or its header, that the report returns.
  static func returnedMessage(_ message: Message) -> Message? {
    let part = message.parts.first { part in
      (part.type == "message" && (part.subtype == "rfc822" || part.subtype == "global"))
        || ["rfc822-headers", "rfc822-header", "global-headers"].contains(part.subtype)
    }
    return part.map { Message(message.decoded($0), limits: message.limits) }
  }
}

extension HeaderName {
  static let finalRecipient: HeaderName = "Final-Recipient"
  static let originalRecipient: HeaderName = "Original-Recipient"
  static let action: HeaderName = "Action"
  static let status: HeaderName = "Status"
  static let diagnosticCode: HeaderName = "Diagnostic-Code"
}
