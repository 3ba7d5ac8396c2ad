package import Desk

/// A page of tickets.
package struct TicketPage: Sendable, Equatable {
  package var tickets: [Ticket]
  /// How many there are in all; nil where that would have to be counted.
  package var total: Int?
  /// How many of those that the filter shows are overdue.
  package var overdue: Int
  /// Where the next page begins; nil on the last.
  package var next: TicketCursor?
}

/// What a notice or reply must know of the conversation it continues.
package struct ThreadParent: Sendable, Equatable {
  package var message: Int64
  /// Without angle brackets; nil when the mail had none.
  package var messageID: String?
  /// The ids it named, nearest first.
  package var references: [String]
  package var subject: String
  package var from: Person
  package var to: [Person]
  package var cc: [Person]
  package var at: Instant
  package var text: String
}

/// An attachment's place in its message's raw bytes.
package struct StoredPart: Sendable, Equatable {
  package var info: AttachmentInfo
  /// The transfer encoding of `bytes`.
  package var encoding: String
  /// As they lie in the message, still encoded.
  package var bytes: [UInt8]
}

/// What `audit verify` found.
package struct AuditReport: Sendable, Equatable {
  package var isWhole: Bool
  package var events: Int
  package var head: AuditHead
  /// The sequence of the first row changed, removed or put in.
  package var firstBad: Int64?
  /// How many events have had their details erased, each with an `erased` event that says so.
  package var erased: Int
  package var sentence: String
}

/// The last event's sequence and hash: `SEQ:HASH`.
package struct AuditHead: Sendable, Equatable, CustomStringConvertible {
  package var sequence: Int64
  package var hash: [UInt8]

  package init(sequence: Int64, hash: [UInt8]) {
    self.sequence = sequence
    self.hash = hash
  }

  /// Reads `SEQ:HASH`.
  package init?(parsing text: String) {
    let fields = text.split(separator: ":", omittingEmptySubsequences: false)
    guard fields.count == 2, let sequence = Int64(fields[0]), sequence >= 0, fields[1].utf8.count == 64 else {
      return nil
    }
    var hash: [UInt8] = []
    var digits = fields[1][...]
    while !digits.isEmpty {
      let pair = digits.prefix(2)
      guard pair.allSatisfy(\.isHexDigit), let byte = UInt8(pair, radix: 16) else { return nil }
      hash.append(byte)
      digits = digits.dropFirst(2)
    }
    guard hash.count == 32 else { return nil }
    self.init(sequence: sequence, hash: hash)
  }

  package var description: String { "\(sequence):\(Hex.text(hash))" }
}

/// What `reconcile` found.
package struct ReconcileReport: Sendable, Equatable {
  package struct Finding: Sendable, Equatable {
    package var mailbox: String
    package var key: String
    package var problem: String
    package var ticket: TicketID?
  }

  /// Ledger rows looked at, and messages of the mailbox that are not in it.
  package var checked: Int
  /// Keys in the mailbox that the ledger does not have: they wait.
  package var waiting: [String]
  package var findings: [Finding]
}

/// What `doctor` and health pages ask of the store; all of it kept or found by an index.
package struct DeskStatistics: Sendable, Equatable {
  package struct MailboxState: Sendable, Equatable {
    package var name: String
    package var metAt: Instant?
    /// When a run over it last ended well.
    package var polledAt: Instant?
  }

  /// All but merged ones.
  package var tickets: Int
  package var unfinished: Int
  package var ticketsByStatus: [Status: Int]
  package var intake: [Disposition: Int]
  package var unmatchedBounces: Int
  package var outbox: OutboxStanding
  /// When the oldest mail that has not left was queued.
  package var oldestWaiting: Instant?
  package var mailboxes: [MailboxState]
  package var schemaVersion: Int64
  /// 2 is FULL; nil where this store only reads.
  package var synchronous: Int64?
  package var events: Int64
  package var bytes: Int64
}

/// A block on an address or a domain.
package struct Block: Sendable, Equatable {
  /// An address in normal form, or `@domain`.
  package var pattern: String
  package var reason: String
  package var author: String
  package var createdAt: Instant

  package init(pattern: String, reason: String, author: String, createdAt: Instant) {
    self.pattern = pattern
    self.reason = reason
    self.author = author
    self.createdAt = createdAt
  }
}
