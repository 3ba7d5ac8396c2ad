package import Desk

/// What a verb did.
package struct VerbResult: Sendable, Equatable {
  /// As it is afterwards.
  package var ticket: Ticket

  /// How many mails it queued: rows of the outbox.
  package var notices: Int

  /// Whom they wait for.
  package var recipients: [Person]

  /// Why a mail that was due was not written, a sentence each.
  package var withheld: [String]

  init(_ ticket: Ticket, _ dispatched: Dispatched = Dispatched()) {
    self.ticket = ticket
    notices = dispatched.rows
    recipients = dispatched.people
    withheld = dispatched.withheld
  }
}

/// What became of the mails of a verb.
struct Dispatched: Equatable {
  var rows = 0
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
