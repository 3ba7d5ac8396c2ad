extension DeliveryReport {
  /// Reads a message as a delivery report; nil where it is none.
  public static func read(_ message: Message) -> DeliveryReport? { standard(message) }

  /// RFC 3464: a part of type `message/delivery-status`.
  static func standard(_ message: Message) -> DeliveryReport? {
    guard let part = message.parts.first(where: { $0.type == "message" && $0.subtype.hasSuffix("delivery-status") })
    else { return nil }
    let fields = StatusFields(message.decoded(part), limits: message.limits)
    let recipients = fields.groups.compactMap(recipient)
    guard let kind = worst(recipients.map(\.action)) else { return nil }
    return DeliveryReport(
      kind: kind, isHard: recipients.contains { $0.action == .failed && isDeadAddress($0.status) },
      recipients: recipients, originalMessageID: returnedMessage(message)?.messageID, form: "RFC 3464")
  }

  private static func recipient(_ group: HeaderList) -> Recipient? {
    let final = group.typedText(.finalRecipient)
    let original = group.typedText(.originalRecipient)
    guard let address = final ?? original, let text = group[.action]?.text else { return nil }
    let word = text.lowercased().prefix { $0.isLetter }
    guard let action = Kind(rawValue: String(word)) else { return nil }
    let status = group[.status].flatMap { StatusCode.first(in: $0.text) }
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

  /// RFC 3463: bad mailbox, system, syntax, moved, null MX; and a mailbox that is disabled.
  static func isDeadAddress(_ status: String?) -> Bool {
    ["5.1.1", "5.1.2", "5.1.3", "5.1.6", "5.1.10", "5.2.1"].contains(status)
  }

  /// The message, or its header, that the report returns.
  static func returnedMessage(_ message: Message) -> Message? {
    let part = message.parts.first { part in
      (part.type == "message" && (part.subtype == "rfc822" || part.subtype == "global"))
        || part.subtype == "rfc822-headers" || part.subtype == "global-headers"
    }
    return part.map { Message(message.decoded($0), limits: message.limits) }
  }
}

/// RFC 3463's status codes in running text.
enum StatusCode {
  /// The first `C.S.D` in `text` whose class is 2, 4 or 5.
  static func first(in text: String) -> String? {
    let bytes = Array(text.utf8)
    for start in bytes.indices where isClass(bytes[start]) {
      if start > 0, bytes[start - 1].isDigit || bytes[start - 1] == Byte.dot { continue }
      var fields = 1
      var end = start + 1
      while fields < 3, end < bytes.count, bytes[end] == Byte.dot {
        let digits = bytes[(end + 1)...].prefix(4).prefix { $0.isDigit }
        guard (1...3).contains(digits.count) else { break }
        end = digits.endIndex
        fields += 1
      }
      let goesOn = end + 1 < bytes.count && bytes[end] == Byte.dot && bytes[end + 1].isDigit
      if fields == 3, !goesOn { return String(decoding: bytes[start..<end], as: UTF8.self) }
    }
    return nil
  }

  private static func isClass(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: "2") || byte == UInt8(ascii: "4") || byte == UInt8(ascii: "5")
  }
}

extension HeaderName {
  static let finalRecipient: HeaderName = "Final-Recipient"
  static let originalRecipient: HeaderName = "Original-Recipient"
  static let action: HeaderName = "Action"
  static let status: HeaderName = "Status"
  static let diagnosticCode: HeaderName = "Diagnostic-Code"
}
