package import Desk

/// A row for the ledger.
package struct NewIntake: Sendable, Equatable {
  package var mailbox: String
  package var key: String
  package var disposition: Disposition
  package var reason: String?
  package var ticket: TicketID?
  /// The stored message, for `opened` and `appended`, and for automatic mail kept on a ticket.
  package var message: Int64?
  /// The bytes; nil for a row that keeps none (baseline, oversize).
  ///
  /// Stored unless `message` has them already.
  package var raw: RawMail?
  package var contentDigest: [UInt8]?
  package var messageID: String?
  package var evidence: [Evidence]

  package init(
    mailbox: String, key: String, disposition: Disposition, reason: String? = nil, ticket: TicketID? = nil,
    message: Int64? = nil, raw: RawMail? = nil, contentDigest: [UInt8]? = nil, messageID: String? = nil,
    evidence: [Evidence] = []
  ) {
    self.mailbox = mailbox
    self.key = key
    self.disposition = disposition
    self.reason = reason
    self.ticket = ticket
    self.message = message
    self.raw = raw
    self.contentDigest = contentDigest
    self.messageID = messageID
    self.evidence = evidence
  }
}
