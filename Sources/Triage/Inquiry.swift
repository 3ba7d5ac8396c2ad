package import Desk

/// What must be looked up before a message can be decided: made from the message alone, answered by the store in one go.
package struct Inquiry: Sendable {
  /// The ledger's name of the mailbox it came from.
  package var mailbox: String
  /// SHA-256 of the raw bytes.
  package var rawDigest: [UInt8]
  /// SHA-256 over From, Date, Subject, Message-ID and the body as they stand; trace headers differ between copies and are left out.
  package var contentDigest: [UInt8]
  /// Without angle brackets; nil when it has none.
  package var messageID: String?
  /// The ids of In-Reply-To and References, each once, nearest first, at most `Inquiry.mostReferences`.
  package var references: [String] = []
  /// The Message-ID found in a returned header, for a delivery report.
  package var returnedMessageIDs: [String] = []
  /// The outbox row named by a verified bounce address it came to.
  package var bounceRow: Int64?
  /// Tickets named by our own verified marks or by subject tokens, verified or not: each is looked up.
  package var namedTickets: [TicketID] = []
  /// The tickets of our own Message-IDs among `references` and of its own id, of signed addresses it came to, and of
  /// signed references in its text: each verified.
  package var signedReferences: [TicketID] = []
  package var signedAddresses: [TicketID] = []
  package var footReferences: [TicketID] = []
  /// Who wrote (From, and Reply-To and Sender when they differ), for participation, blocks and flags.
  package var senders: [EmailAddress] = []
  /// The addresses that the last hop says it came to.
  package var deliveredTo: [EmailAddress] = []
  /// The people of its To and Cc other than us, each once, at most `Inquiry.mostCompany`.
  package var company: [Person] = []
  /// The queue it belongs to; nil only in an inquiry that was made without its message.
  package var queue: QueueChoice?
  /// A key of the normalised subject, and of the text, for the brake on storms.
  package var subjectKey: Int64 = 0
  package var textKey: Int64 = 0

  package static let mostReferences = 64
  package static let mostCompany = 50

  package init(mailbox: String, rawDigest: [UInt8], contentDigest: [UInt8], messageID: String?) {
    self.mailbox = mailbox
    self.rawDigest = rawDigest
    self.contentDigest = contentDigest
    self.messageID = messageID
  }
}
