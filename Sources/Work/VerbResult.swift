package import Desk

/// What a verb did.
package struct VerbResult: Sendable, Equatable {
  /// As it is afterwards.
  package var ticket: Ticket

  /// The mails that it queued: rows of the outbox.
  package var mails: [Int64]

  /// Whom they wait for.
  package var recipients: [Person]

  /// Why a mail that was due was not written, a sentence each.
  package var withheld: [String]

  /// The parts of the ticket that an undo put back: `assignee`, `priority`, `status`, `tags`.
  package var restored: [String] = []

  /// What an undo did not put back.
  package var leftovers: [Leftover] = []

  /// How many mails it queued.
  package var notices: Int { mails.count }

  init(_ ticket: Ticket, _ dispatched: Dispatched = Dispatched()) {
    self.ticket = ticket
    mails = dispatched.rows
    recipients = dispatched.people
    withheld = dispatched.withheld
  }
}

/// What became of the mails of a verb.
struct Dispatched: Equatable {
  /// Rows of the outbox.
  var rows: [Int64] = []
  var people: [Person] = []
  var withheld: [String] = []

  static func withheld(_ because: String) -> Dispatched {
    Dispatched(withheld: [because])
  }

  static func + (left: Dispatched, right: Dispatched) -> Dispatched {
    Dispatched(
      rows: left.rows + right.rows, people: left.people + right.people, withheld: left.withheld + right.withheld)
  }
}
