/// The one JSON form of the desk's values, shared by the command line, the API and exports.
///
/// Names and order of members are a contract that scripts rely on: they only grow.
package enum JSONForm {
  package static func ticket(_ ticket: Ticket, now: Instant) -> [JSONValue.Member] {
    [
      .init("id", .ticket(ticket.id)),
      .init("queue", .string(ticket.queue)),
      .init("subject", .string(ticket.subject)),
      .init("status", .string(ticket.status.rawValue)),
      .init("priority", .string(ticket.priority.rawValue)),
      .init("requester", person(ticket.requester)),
      .init("assignee", .string(orNull: ticket.assignee)),
      .init("tags", .strings(ticket.tags)),
      .init("messages", .integer(Int64(ticket.messages))),
      .init("created_at", .instant(ticket.createdAt)),
      .init("updated_at", .instant(ticket.updatedAt)),
      .init("first_response_due", .instant(ticket.firstResponseDue)),
      .init("resolve_due", .instant(ticket.resolveDue)),
      .init("first_responded_at", .instant(ticket.firstRespondedAt)),
      .init("resolved_at", .instant(ticket.resolvedAt)),
      .init("closed_at", .instant(ticket.closedAt)),
      .init("overdue", .bool(ticket.isOverdue(at: now))),
      .init("merged_into", .ticket(ticket.mergedInto)),
    ]
  }

  package static func person(_ person: Person) -> JSONValue {
    .object([
      .init("name", .string(orNull: person.name)), .init("address", .string(orNull: person.address?.original)),
    ])
  }

  package static func show(
    _ ticket: Ticket, conversation: [ConversationEntry], events: [Event], links: [TicketLink], now: Instant
  ) -> JSONValue {
    .object(
      self.ticket(ticket, now: now) + [
        .init("conversation", .array(conversation.map(entry))),
        .init("events", .array(events.map(event))),
        .init("links", .array(links.map(link))),
      ])
  }

  package static func entry(_ entry: ConversationEntry) -> JSONValue {
    .object([
      .init("kind", .string(entry.kind.rawValue)),
      .init("from", person(entry.from)),
      .init("to", .array(entry.to.map(person))),
      .init("cc", .array(entry.cc.map(person))),
      .init("at", .instant(entry.at)),
      .init("message_id", .string(orNull: entry.messageID)),
      .init("text", .string(entry.text)),
      .init("visible_text", .string(entry.visibleText)),
      .init("attachments", .array(entry.attachments.map(attachment))),
      .init("defects", .array(entry.defects.map(defect))),
      .init("newcomer", .bool(entry.isNewcomer)),
      .init("number", .integer(entry.id)),
      .init("subject", .string(entry.subject)),
      .init("sent_at", .instant(entry.sentAt)),
      .init("notice", .string(orNull: entry.outgoingKind?.rawValue)),
      .init("automatic", .bool(entry.isAutomatic)),
      .init("deliveries", .array(entry.deliveries.map { .object(outbox($0)) })),
      .init("authentication", .string(orNull: entry.authentication?.verdict.rawValue)),
      .init("authentication_detail", .string(orNull: entry.authentication?.detail)),
    ])
  }

  package static func attachment(_ attachment: AttachmentInfo) -> JSONValue {
    .object([
      .init("filename", .string(orNull: attachment.filename)),
      .init("content_type", .string(attachment.contentType)),
      .init("size", .integer(Int64(attachment.size))),
      .init("sha256", .string(Hex.text(attachment.digest))),
    ])
  }

  package static func defect(_ defect: DefectNote) -> JSONValue {
    .object([
      .init("code", .string(defect.code)), .init("offset", .integer(Int64(defect.offset))),
      .init("note", .string(defect.note)),
    ])
  }

  package static func event(_ event: Event) -> JSONValue {
    .object([
      .init("seq", .integer(event.sequence)),
      .init("at", .instant(event.at)),
      .init("kind", .string(event.kind.rawValue)),
      .init("actor", .string(event.actor)),
      .init("ticket", .ticket(event.ticket)),
      .init("details", .object(event.details.map { .init($0.name, .string($0.value)) })),
    ])
  }

  package static func link(_ link: TicketLink) -> JSONValue {
    .object([
      .init("ticket", .ticket(link.ticket)), .init("other", .ticket(link.other)), .init("kind", .string(link.kind)),
    ])
  }

  package static func intake(_ entry: IntakeEntry) -> JSONValue {
    .object([
      .init("mailbox", .string(entry.mailbox)),
      .init("key", .string(entry.key)),
      .init("sha256", .string(orNull: entry.rawDigest.map(Hex.text))),
      .init("message_id", .string(orNull: entry.messageID)),
      .init("disposition", .string(entry.disposition.rawValue)),
      .init("reason", .string(orNull: entry.reason)),
      .init("ticket", .ticket(entry.ticket)),
      .init("at", .instant(entry.at)),
      .init("evidence", .array(entry.evidence.map(\.json))),
      .init("id", .integer(entry.id)),
    ])
  }

  package static func outbox(_ entry: OutboxEntry) -> [JSONValue.Member] {
    [
      .init("id", .integer(entry.id)),
      .init("ticket", .ticket(entry.ticket)),
      .init("kind", .string(entry.kind.rawValue)),
      .init("to", .strings([entry.recipient.original])),
      .init("message_id", .string(entry.messageID)),
      .init("state", .string(entry.state.rawValue)),
      .init("attempts", .integer(Int64(entry.attempts))),
      .init("next_attempt_at", .instant(entry.nextAttemptAt)),
      .init("reply", .string(orNull: entry.reply)),
    ]
  }

  package static func `operator`(_ one: Operator) -> JSONValue {
    .object([
      .init("name", .string(one.name)), .init("full_name", .string(orNull: one.fullName)),
      .init("address", .string(orNull: one.address?.original)), .init("role", .string(one.role.rawValue)),
      .init("disabled", .bool(one.isDisabled)),
    ])
  }

  package static func queue(_ queue: SupportQueue) -> JSONValue {
    .object([
      .init("name", .string(queue.name)), .init("address", .string(queue.address.original)),
      .init("aliases", .strings(queue.aliases.map(\.original))),
      .init("default_priority", .string(queue.defaultPriority.rawValue)),
      .init("assignee", .string(orNull: queue.assignee)),
    ])
  }
}

/// Bytes as lower-case hexadecimal text.
package enum Hex {
  package static func text(_ bytes: some Sequence<UInt8>) -> String {
    let digits = Array("0123456789abcdef".utf8)
    var output: [UInt8] = []
    for byte in bytes {
      output.append(digits[Int(byte >> 4)])
      output.append(digits[Int(byte & 15)])
    }
    return String(decoding: output, as: UTF8.self)
  }
}
