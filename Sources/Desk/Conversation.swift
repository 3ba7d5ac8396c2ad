/// One message, reply or note on a ticket, as a person reads it.
package struct ConversationEntry: Sendable, Equatable {
  package enum Kind: String, Sendable, CaseIterable { case incoming, outgoing, note }

  /// The message's number in the store: what `show ID --raw N` takes.
  package var id: Int64
  package var kind: Kind
  /// What an outgoing mail was for; nil for incoming mail and notes.
  package var outgoingKind: OutgoingKind?
  package var from: Person
  package var to: [Person]
  package var cc: [Person]
  /// When it was received, sent or written.
  package var at: Instant
  /// What its Date header said.
  package var sentAt: Instant?
  package var messageID: String?
  package var subject: String
  package var text: String
  /// The new words alone, without quoted history and signature.
  package var visibleText: String
  package var attachments: [AttachmentInfo]
  package var defects: [DefectNote]
  /// Whether its sender had not taken part in the ticket before.
  package var isNewcomer: Bool
  /// Whether it is automatic mail that changed nothing (an out-of-office).
  package var isAutomatic: Bool
  /// The operator who wrote it, by name; nil for incoming mail and what the desk writes by itself.
  package var author: String?
  package var deliveries: [OutboxEntry]
  /// Whether its sender is who they say; nil for what is no incoming mail, and where no mail server is trusted to know.
  package var authentication: SenderAuthentication?

  package init(
    id: Int64, kind: Kind, outgoingKind: OutgoingKind? = nil, from: Person, to: [Person] = [], cc: [Person] = [],
    at: Instant, sentAt: Instant? = nil, messageID: String? = nil, subject: String, text: String, visibleText: String,
    attachments: [AttachmentInfo] = [], defects: [DefectNote] = [], isNewcomer: Bool = false, isAutomatic: Bool = false,
    author: String? = nil, deliveries: [OutboxEntry] = []
  ) {
    self.id = id
    self.kind = kind
    self.outgoingKind = outgoingKind
    self.from = from
    self.to = to
    self.cc = cc
    self.at = at
    self.sentAt = sentAt
    self.messageID = messageID
    self.subject = subject
    self.text = text
    self.visibleText = visibleText
    self.attachments = attachments
    self.defects = defects
    self.isNewcomer = isNewcomer
    self.isAutomatic = isAutomatic
    self.author = author
    self.deliveries = deliveries
  }
}

/// An attachment without its bytes.
package struct AttachmentInfo: Sendable, Equatable {
  /// The name as sent; nil when it had none.
  package var filename: String?
  package var contentType: String
  /// Decoded bytes.
  package var size: Int
  /// SHA-256 of the decoded bytes, 32 of them.
  package var digest: [UInt8]

  package init(filename: String?, contentType: String, size: Int, digest: [UInt8]) {
    self.filename = filename
    self.contentType = contentType
    self.size = size
    self.digest = digest
  }
}

/// What was wrong with a message's bytes, as stored.
package struct DefectNote: Sendable, Equatable, Codable {
  package var code: String
  /// Where, as a byte offset into the raw message.
  package var offset: Int
  package var note: String

  package init(code: String, offset: Int, note: String) {
    self.code = code
    self.offset = offset
    self.note = note
  }
}

/// A tie between two tickets that are not one.
package struct TicketLink: Sendable, Equatable {
  package var ticket: TicketID
  package var other: TicketID
  /// `continues` (a reply to a closed ticket), `possible-reply` (a token from a stranger), `merged`, or `related` (by hand).
  package var kind: String

  package init(ticket: TicketID, other: TicketID, kind: String) {
    self.ticket = ticket
    self.other = other
    self.kind = kind
  }
}
