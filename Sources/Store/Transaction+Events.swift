package import Desk

extension Transaction {
  /// Adds an event to the chain; its own sequence number is given here.
  ///
  /// - Returns: that number.
  @discardableResult
  package func append(_ event: Event) throws -> Int64 {
    let head = try known.head ?? connection.chainHead(desk: desk)
    var event = event
    event.sequence = head.sequence + 1
    let details = event.details.isEmpty ? nil : (salt: salts.next(), bytes: ColumnJSON.details(event.details))
    let digest = details.map { EventChain.digest(ofDetails: $0.bytes, salt: $0.salt) }
    let hash = EventChain.hash(event, detailsDigest: digest, after: head.hash)
    try connection.run(
      "INSERT INTO event (sequence, at, kind, actor, ticket, details_digest, hash) VALUES (?, ?, ?, ?, ?, ?, ?)",
      [
        event.sequence, event.at.microseconds, event.kind.rawValue, event.actor, event.ticket?.number,
        digest, hash,
      ])
    if let details {
      try connection.run(
        "INSERT INTO event_detail (sequence, salt, details) VALUES (?, ?, ?)",
        [event.sequence, details.salt, String(decoding: details.bytes, as: UTF8.self)])
    }
    known.head = ChainHead(sequence: event.sequence, hash: hash)
    return event.sequence
  }

  /// The number of the last event, those of this transaction included.
  package func lastEventSequence() throws -> Int64 {
    try (known.head ?? connection.chainHead(desk: desk)).sequence
  }

  /// What happened on a ticket after an event, oldest first, what this transaction did included.
  package func events(of id: TicketID, after sequence: Int64) throws -> [Event] {
    try connection.all(
      EventRow.select + " WHERE event.ticket = ? AND event.sequence > ? ORDER BY event.sequence",
      [id.number, sequence], EventRow.event)
  }

  /// What happened on a ticket after an instant, oldest first, what this transaction did included.
  package func events(of id: TicketID, after instant: Instant) throws -> [Event] {
    try connection.all(
      EventRow.select + " WHERE event.ticket = ? AND event.at > ? ORDER BY event.sequence",
      [id.number, instant.microseconds], EventRow.event)
  }

  /// Erases the details of events, for a person's sake; an `erased` event says whose, and the chain still verifies.
  ///
  /// - Returns: the number of that event; nil when there was nothing to erase.
  @discardableResult
  package func eraseDetails(of events: [Int64], actor: String) throws -> Int64? {
    var erased: [Int64] = []
    try connection.run("PRAGMA secure_delete = ON")
    defer { try? connection.run("PRAGMA secure_delete = FAST") }
    for sequence in Set(events).sorted() {
      try connection.run("DELETE FROM event_detail WHERE sequence = ?", [sequence])
      if connection.changes > 0 { erased.append(sequence) }
    }
    guard !erased.isEmpty else { return nil }
    let detail = Event.Detail("events", NumberRanges.text(erased))
    return try append(Event(at: now, kind: .erased, actor: actor, details: [detail]))
  }
}

extension Connection {
  /// The last event and its hash; what stands before the first where there is none.
  func chainHead(desk: String) throws -> ChainHead {
    try first("SELECT sequence, hash FROM event ORDER BY sequence DESC LIMIT 1") { row in
      ChainHead(sequence: row[0], hash: row.bytes(1) ?? [])
    } ?? EventChain.genesis(of: desk)
  }
}

/// Ascending numbers as `3,7-9`.
enum NumberRanges {
  static func text(_ numbers: [Int64]) -> String {
    var ranges: [ClosedRange<Int64>] = []
    for number in numbers {
      if let last = ranges.last, last.upperBound == number - 1 {
        ranges[ranges.count - 1] = last.lowerBound...number
      } else {
        ranges.append(number...number)
      }
    }
    return ranges.map { $0.count == 1 ? "\($0.lowerBound)" : "\($0.lowerBound)-\($0.upperBound)" }
      .joined(separator: ",")
  }

  static func ranges(in text: String) -> [ClosedRange<Int64>] {
    text.split(separator: ",").compactMap { field in
      let ends = field.split(separator: "-").compactMap { Int64($0) }
      guard let first = ends.first, let last = ends.last, first <= last else { return nil }
      return first...last
    }
  }
}
