import Desk

/// Names on the command line, and what was probably meant where there is no such thing.
enum Named {
  /// `SD-42`, `sd-42`, `#42` or `42`.
  static func ticket(_ word: String) throws -> TicketID {
    guard let id = TicketID(parsing: word) else { throw UsageError("'\(word)' is no ticket: write SD-42 or 42") }
    return id
  }

  /// Several tickets, each once, in the order named.
  static func tickets(_ words: some Sequence<String>) throws -> [TicketID] {
    var ids: [TicketID] = []
    for word in words {
      let id = try ticket(word)
      if !ids.contains(id) { ids.append(id) }
    }
    guard !ids.isEmpty else { throw UsageError("name a ticket, such as SD-42") }
    return ids
  }

  static func priority(_ word: String) throws -> Priority { try value(word, "priority", "Priorities") }
  static func status(_ word: String) throws -> Status { try value(word, "status", "Statuses") }

  /// One of the words of an enumeration.
  static func value<Value: RawRepresentable & CaseIterable>(
    _ word: String, _ kind: String, _ list: String
  ) throws -> Value where Value.RawValue == String {
    if let value = Value(rawValue: word.lowercased()) { return value }
    throw UsageError(no: kind, word, among: Value.allCases.map(\.rawValue), listedAs: list)
  }

  /// A row's number in one of the ledgers.
  static func row(_ word: String) throws -> Int64 {
    guard let number = Int64(word), number > 0 else { throw UsageError("'\(word)' is no row: write its number") }
    return number
  }

  static func address(_ word: String) throws -> EmailAddress {
    let address = EmailAddress(word)
    guard address.isDeliverable else { throw UsageError("'\(word)' is no mail address: write name@domain") }
    return address
  }

  /// `ana@acme.example`, or `Ana Lima <ana@acme.example>`.
  static func person(_ word: String) throws -> Person {
    guard word.hasSuffix(">"), let open = word.lastIndex(of: "<") else {
      return Person(name: nil, address: try address(word))
    }
    let name = word[..<open].split(separator: " ").joined(separator: " ")
    guard Harmless.line(name) == name, !name.contains(where: { "<>\"".contains($0) }) else {
      throw UsageError("'\(word)' is nobody: write \"Name <name@domain>\"")
    }
    let written = String(word[word.index(after: open)...].dropLast())
    return Person(name: name.isEmpty ? nil : name, address: try address(written))
  }
}
