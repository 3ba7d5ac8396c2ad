package import Desk

/// What applying a decision did: what the ledger's row is to name.
package struct Applied: Sendable, Equatable {
  /// The ticket that the message is on, merges followed; nil when it is on none.
  package var ticket: TicketID?
  /// The stored message; nil when only the ledger keeps it.
  package var message: Int64?
  /// How many mails were queued.
  package var notices: Int
  /// The decision's, with the last word on a notice that did not go out after all.
  package var evidence: [Evidence]

  init(ticket: TicketID? = nil, message: Int64? = nil, notices: Int = 0, evidence: [Evidence]) {
    self.ticket = ticket
    self.message = message
    self.notices = notices
    self.evidence = evidence
  }
}
