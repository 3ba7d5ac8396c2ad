package import Desk

extension Transaction {
  // MARK: Watchers

  /// Adds somebody who is copied on replies; a newcomer only waits to be let in, and nobody becomes one again.
  ///
  /// - Returns: whether that changed anything. False too for somebody without an address.
  @discardableResult
  package func addWatcher(_ person: Person, of id: TicketID, isNewcomer: Bool = false) throws -> Bool {
    guard let address = person.address else { return false }
    try connection.run(
      """
      INSERT INTO watcher (ticket, person, name, address, is_newcomer) VALUES (?, ?, ?, ?, ?)
      ON CONFLICT DO UPDATE SET is_newcomer = 0 WHERE is_newcomer > excluded.is_newcomer
      """, [id.number, try personID(address, name: person.name), person.name, address.original, isNewcomer])
    return connection.changes > 0
  }

  /// Takes a watcher or newcomer away.
  ///
  /// - Returns: whether there was one.
  @discardableResult
  package func removeWatcher(_ address: EmailAddress, of id: TicketID) throws -> Bool {
    try connection.run(
      "DELETE FROM watcher WHERE ticket = ? AND person = (SELECT id FROM person WHERE normal = ?)",
      [id.number, address.normal])
    return connection.changes > 0
  }

  /// Who is copied on replies, in the order of their coming.
  package func watchers(of id: TicketID) throws -> [Person] { try connection.watchers(of: id, newcomers: false) }

  /// Who wrote without having taken part, and has not been let in.
  package func newcomers(of id: TicketID) throws -> [Person] { try connection.watchers(of: id, newcomers: true) }

  // MARK: Flags and blocks

  /// Withholds automatic notices from an address until an instant.
  package func flag(_ address: EmailAddress, until instant: Instant) throws {
    try connection.run(
      "UPDATE person SET flagged_until = ? WHERE id = ?", [instant.microseconds, try personID(address, name: nil)])
  }

  /// Lifts a flag.
  ///
  /// - Returns: whether there was one.
  @discardableResult
  package func unflag(_ address: EmailAddress) throws -> Bool {
    try connection.run(
      "UPDATE person SET flagged_until = NULL WHERE normal = ? AND flagged_until IS NOT NULL", [address.normal])
    return connection.changes > 0
  }

  /// Until when an address gets no automatic notices; nil when it is not flagged now.
  package func flaggedUntil(_ address: EmailAddress) throws -> Instant? {
    try connection.flaggedUntil(address, now: now)
  }

  /// Blocks an address or a domain, or changes the reason.
  package func block(_ block: Block) throws {
    try connection.run(
      """
      INSERT INTO block (pattern, reason, author, created_at) VALUES (?, ?, ?, ?)
      ON CONFLICT DO UPDATE SET reason = excluded.reason, author = excluded.author
      """, [block.pattern.lowercased(), block.reason, block.author, block.createdAt.microseconds])
    known.hasBlocks = nil
  }

  /// Lifts a block.
  ///
  /// - Returns: whether there was one.
  @discardableResult
  package func unblock(_ pattern: String) throws -> Bool {
    try connection.run("DELETE FROM block WHERE pattern = ?", [pattern.lowercased()])
    known.hasBlocks = nil
    return connection.changes > 0
  }

  // MARK: Rows

  /// The row of an address, made when it is new.
  func personID(_ address: EmailAddress, name: String?) throws -> Int64 {
    if let id = known.people[address.normal] { return id }
    let id: Int64
    if let found = try connection.personID(address) {
      id = found
    } else {
      try connection.run(
        "INSERT INTO person (normal, address, name) VALUES (?, ?, ?)", [address.normal, address.original, name])
      id = connection.insertedID
    }
    known.people[address.normal] = id
    return id
  }
}

extension Connection {
  func personID(_ address: EmailAddress) throws -> Int64? {
    try integer("SELECT id FROM person WHERE normal = ?", [address.normal])
  }

  func flaggedUntil(_ address: EmailAddress, now: Instant) throws -> Instant? {
    try first(
      "SELECT flagged_until FROM person WHERE normal = ? AND flagged_until > ?", [address.normal, now.microseconds]
    ) { Instant(microseconds: $0[0]) }
  }

  func watchers(of id: TicketID, newcomers: Bool) throws -> [Person] {
    try all(
      "SELECT name, address FROM watcher WHERE ticket = ? AND is_newcomer = ? ORDER BY person", [id.number, newcomers]
    ) { Person(name: $0[0], address: EmailAddress($0[1])) }
  }
}

extension TicketStore {
  /// Who is copied on a ticket's replies.
  package func watchers(of id: TicketID) throws -> [Person] { try read { try $0.watchers(of: id, newcomers: false) } }

  /// Who wrote on a ticket without having taken part, and has not been let in.
  package func newcomers(of id: TicketID) throws -> [Person] { try read { try $0.watchers(of: id, newcomers: true) } }

  /// Until when an address gets no automatic notices; nil when it is not flagged now.
  package func flaggedUntil(_ address: EmailAddress) throws -> Instant? {
    let now = now()
    return try read { try $0.flaggedUntil(address, now: now) }
  }

  /// All blocks.
  package func blocks() throws -> [Block] {
    try read { connection in
      try connection.all("SELECT pattern, reason, author, created_at FROM block ORDER BY pattern") {
        Block(pattern: $0[0], reason: $0[1], author: $0[2], createdAt: Instant(microseconds: $0[3]))
      }
    }
  }
}
