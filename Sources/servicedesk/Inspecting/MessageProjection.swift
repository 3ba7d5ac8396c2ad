import Desk
import MIME
import MailText
import Triage

/// What the parser sees in a message, in the form of one JSON object: the facts that independent parsers agree on.
enum MessageProjection {
  static func json(_ message: Message) -> JSONValue {
    let html = message.bodyHTML.map { message.decodedText($0) }
    return .object([
      .init("subject", .string(orNull: message.subject)),
      .init("from", addresses(message.from)),
      .init("to", addresses(message.to)),
      .init("cc", addresses(message.cc)),
      .init("reply_to", addresses(message.replyTo)),
      .init("date", .string(orNull: message.date?.description)),
      .init("message_id", .string(orNull: message.messageID)),
      .init("in_reply_to", .strings(message.inReplyTo)),
      .init("references", .strings(message.references)),
      .init("text", .string(orNull: message.bodyText.map { message.decodedText($0) })),
      .init("html", .string(orNull: html)),
      .init("attachments", .array(message.attachments.map { attachment($0, of: message) })),
      .init("structure", .string(message.structure)),
      .init("reply_text", .string(ReadableBody(message).visible)),
      .init("bounce", bounce(message)),
      .init("defects", .array(message.defects.map(defect))),
    ])
  }

  private static func addresses(_ addresses: [Address]) -> JSONValue {
    .array(
      addresses.map {
        .object([.init("name", .string(orNull: $0.name)), .init("address", .string($0.address))])
      })
  }

  private static func attachment(_ part: Part, of message: Message) -> JSONValue {
    let bytes = message.decoded(part)
    return .object([
      .init("filename", .string(orNull: part.filename)),
      .init("content_type", .string(part.contentType.full)),
      .init("size", .integer(Int64(bytes.count))),
      .init("sha256", .string(Hex.text(ContentDigest.sha256(part.type == "text" ? withLineFeeds(bytes) : bytes)))),
    ])
  }

  /// Text is digested with LF line ends, so that the same file has one digest whichever way it travelled.
  private static func withLineFeeds(_ bytes: [UInt8]) -> [UInt8] {
    var output: [UInt8] = []
    output.reserveCapacity(bytes.count)
    for (index, byte) in bytes.enumerated() {
      if byte == 0x0D, index + 1 < bytes.count, bytes[index + 1] == 0x0A { continue }
      output.append(byte)
    }
    return output
  }

  private static func defect(_ defect: Defect) -> JSONValue {
    .object([
      .init("code", .string(defect.code.rawValue)), .init("offset", .integer(Int64(defect.offset))),
      .init("note", .string(defect.note)),
    ])
  }

  /// What the message reports of another: a delivery's fate, a complaint, an absence; null for ordinary mail.
  private static func bounce(_ message: Message) -> JSONValue {
    if FeedbackReport.read(message) != nil { return report("feedback", isHard: false, []) }
    if let delivery = DeliveryReport.read(message) {
      let isGood = delivery.kind == .delivered || delivery.kind == .relayed || delivery.kind == .expanded
      return report(isGood ? "delivered" : "bounce", isHard: delivery.isHard, delivery.recipients)
    }
    let signs = AutomaticSigns.read(message)
    if signs.isAutoReply || signs.autoSubmitted == .autoReplied { return report("vacation", isHard: false, []) }
    return .null
  }

  private static func report(_ kind: String, isHard: Bool, _ recipients: [DeliveryReport.Recipient]) -> JSONValue {
    let entries = recipients.map { recipient in
      JSONValue.object([
        .init("address", .string(recipient.address)), .init("status", .string(orNull: recipient.status)),
        .init("action", .string(recipient.action.rawValue)),
      ])
    }
    return .object([.init("kind", .string(kind)), .init("hard", .bool(isHard)), .init("recipients", .array(entries))])
  }
}
