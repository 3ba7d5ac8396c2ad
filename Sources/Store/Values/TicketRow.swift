package import Desk

/// A ticket as a line of a listing shows it.
package struct TicketRow: Sendable, Equatable {
  package var ticket: Ticket
  /// How the newest words on it begin, in one line of at most 160 characters; empty where nobody has written any.
  package var words: String
  /// Whether something came in, or somebody else left a note, since the operator last looked.
  package var isUnread: Bool
  package var hasAttachment: Bool
  /// Whether a mail could not be delivered to somebody who has got none since.
  package var isUndelivered: Bool
  /// Whether somebody who wrote waits to be let in.
  package var hasNewcomer: Bool

  package init(
    ticket: Ticket, words: String = "", isUnread: Bool = false, hasAttachment: Bool = false,
    isUndelivered: Bool = false, hasNewcomer: Bool = false
  ) {
    self.ticket = ticket
    self.words = words
    self.isUnread = isUnread
    self.hasAttachment = hasAttachment
    self.isUndelivered = isUndelivered
    self.hasNewcomer = hasNewcomer
  }
}

/// A page of rows.
package struct TicketRowPage: Sendable, Equatable {
  package var rows: [TicketRow]
  /// How many there are in all; nil where that would have to be counted.
  package var total: Int?
  /// How many of those that the filter shows are overdue, counted no further than `TicketStore.mostCounted`.
  package var overdue: Int
  /// Whether more are overdue than were counted.
  package var overdueIsMore: Bool
  /// Where the next page begins; nil on the last.
  ///
  /// A filter that fits few tickets is looked for only so far at a time: such a page may hold fewer rows than its limit,
  /// even none, and still have a next one.
  package var next: TicketCursor?
  /// How many rows the pages before this one have shown.
  package var shownBefore: Int
  /// The moment by which its rows are grouped: that of the walk's first page.
  package var asOf: Instant

  package init(
    rows: [TicketRow], total: Int? = nil, overdue: Int = 0, overdueIsMore: Bool = false, next: TicketCursor? = nil,
    shownBefore: Int = 0, asOf: Instant
  ) {
    self.rows = rows
    self.total = total
    self.overdue = overdue
    self.overdueIsMore = overdueIsMore
    self.next = next
    self.shownBefore = shownBefore
    self.asOf = asOf
  }
}

/// The counts beside the lists of tickets: kept, not counted, but for those that time alone makes overdue.
package struct DeskCounts: Sendable, Equatable {
  /// All but closed; so are those of the other counts.
  package var unfinished: Int
  /// Those of the operator who looks.
  package var mine: Int
  /// Those that nobody works.
  package var unassigned: Int
  /// Counted no further than `TicketStore.mostCounted`.
  package var overdue: Int
  /// Whether more are overdue than were counted.
  package var overdueIsMore: Bool
  package var high: Int
  package var pending: Int
  package var resolved: Int
  /// By name.
  package var queues: [QueueCount]
}

/// How many unfinished tickets a queue has.
package struct QueueCount: Sendable, Equatable {
  package var name: String
  package var unfinished: Int
  /// How many of them nobody works.
  package var unassigned: Int

  package init(name: String, unfinished: Int, unassigned: Int) {
    self.name = name
    self.unfinished = unfinished
    self.unassigned = unassigned
  }
}

/// A page of what a search found.
package struct SearchPage: Sendable, Equatable {
  package var rows: [TicketRow]
  /// Where the next page begins; nil on the last.
  ///
  /// A page may hold fewer rows than its limit, even none, and still have a next one: older mail is looked through then.
  package var next: TicketCursor?
  /// The words that were probably meant, where nothing was found; nil where nothing comes near.
  package var didYouMean: String?
}

/// The operator to whose eyes rows are read.
struct Reader {
  var id: Int64
  var name: String
}
