/// A row of the intake ledger: what became of one message of one mailbox.
package struct IntakeEntry: Sendable, Equatable {
  package var id: Int64
  /// The mailbox's canonical name, such as `maildir:/var/mail/support`.
  package var mailbox: String
  package var key: String
  /// SHA-256 of the raw bytes, 32 of them; nil for a baseline or oversize row.
  package var rawDigest: [UInt8]?
  package var messageID: String?
  package var disposition: Disposition
  /// `baseline`, `oversize`, `spam`, `blocked`, `purged`, `rule`, `discarded`, `attempts`, `error` with what follows; nil where none is needed.
  package var reason: String?
  package var ticket: TicketID?
  package var at: Instant
  package var evidence: [Evidence]

  package init(
    id: Int64, mailbox: String, key: String, rawDigest: [UInt8]?, messageID: String?, disposition: Disposition,
    reason: String?, ticket: TicketID?, at: Instant, evidence: [Evidence]
  ) {
    self.id = id
    self.mailbox = mailbox
    self.key = key
    self.rawDigest = rawDigest
    self.messageID = messageID
    self.disposition = disposition
    self.reason = reason
    self.ticket = ticket
    self.at = at
    self.evidence = evidence
  }
}

/// Which ledger rows a listing shows.
package struct IntakeFilter: Sendable, Equatable {
  package var disposition: Disposition?
  package var mailbox: String?
  package var since: Instant?
  /// Only rows with a smaller number: where the page before ended.
  package var before: Int64?
  /// 0 is all.
  package var limit = 50

  package init() {}
}
