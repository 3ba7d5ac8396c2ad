package import Desk

/// Bytes as they came or are to go, with their SHA-256.
package struct RawMail: Sendable, Equatable {
  package var bytes: [UInt8]
  package var digest: [UInt8]

  package init(bytes: [UInt8], digest: [UInt8]) {
    self.bytes = bytes
    self.digest = digest
  }
}

/// An attachment to be remembered: where it lies in the raw bytes, and what it decodes to.
package struct NewPart: Sendable, Equatable {
  /// The name as sent; nil when it had none.
  package var filename: String?
  package var contentType: String
  /// The transfer encoding of the range, such as `base64`.
  package var encoding: String
  /// Where its body lies in the raw bytes, still encoded.
  package var range: Range<Int>
  /// Decoded bytes.
  package var size: Int
  /// SHA-256 of the decoded bytes.
  package var digest: [UInt8]

  package init(
    filename: String?, contentType: String, encoding: String, range: Range<Int>, size: Int, digest: [UInt8]
  ) {
    self.filename = filename
    self.contentType = contentType
    self.encoding = encoding
    self.range = range
    self.size = size
    self.digest = digest
  }
}

/// A message, reply, notice or note to be put on a ticket.
package struct NewMessage: Sendable, Equatable {
  package var ticket: TicketID
  package var kind: ConversationEntry.Kind
  /// What an outgoing mail is for; nil for incoming mail and notes.
  package var outgoingKind: OutgoingKind?
  package var from: Person
  package var to: [Person] = []
  package var cc: [Person] = []
  /// Without angle brackets.
  package var messageID: String?
  /// The ids it names, nearest first.
  ///
  /// Those of incoming mail can be found again by `knowledge(for:)`.
  package var references: [String] = []
  /// What its Date header said.
  package var sentAt: Instant?
  /// When it was received, sent or written.
  package var at: Instant
  package var subject: String
  package var text: String
  /// The new words alone; nil where they are the text.
  package var visibleText: String?
  /// What is listed and found of them; made when it is inserted where nobody has done it before.
  package var words: MessageWords?
  package var raw: RawMail?
  /// The digest of the text that we send, by which our own mail is known when it comes back.
  ///
  /// Made by `ContentDigest.ofText`; nil for incoming mail and notes.
  package var textDigest: [UInt8]?
  package var attachments: [NewPart] = []
  package var defects: [DefectNote] = []
  /// The level of a tag in its subject.
  package var tagPriority: Priority?
  package var isNewcomer = false
  package var isAutomatic = false
  /// The operator who wrote it.
  package var author: String?
  /// The SEQ of outgoing mail, from `nextSequence(of:)`.
  package var sequence: Int64?

  package init(
    ticket: TicketID, kind: ConversationEntry.Kind, outgoingKind: OutgoingKind? = nil, from: Person, at: Instant,
    subject: String, text: String
  ) {
    self.ticket = ticket
    self.kind = kind
    self.outgoingKind = outgoingKind
    self.from = from
    self.at = at
    self.subject = subject
    self.text = text
  }

  /// Whether people said it to each other, so that it is listed and found.
  ///
  /// Notices would only repeat what the conversation says.
  var isConversation: Bool { kind != .outgoing || outgoingKind == .reply }
}
