/// Which state of a ticket somebody looked at: what they then do is refused once it is another.
///
/// Made of when it last changed, how many messages it holds, and a fingerprint of what people see of it: a clock that was
/// set back must not make two states look the same.
package struct TicketVersion: Sendable, Hashable, CustomStringConvertible {
  /// When the ticket had last changed.
  package let updatedAt: Instant

  /// How many messages it held.
  package let messages: Int

  private let fingerprint: UInt64

  /// The version that a ticket is now.
  package init(_ ticket: Ticket) {
    updatedAt = ticket.updatedAt
    messages = ticket.messages
    var fingerprint = Fingerprint()
    fingerprint.add(ticket.queue)
    fingerprint.add(ticket.subject)
    fingerprint.add(ticket.status.rawValue)
    fingerprint.add(ticket.priority.rawValue)
    fingerprint.add(ticket.prioritySource.rawValue)
    fingerprint.add(ticket.requester.name ?? "")
    fingerprint.add(ticket.requester.address?.original ?? "")
    fingerprint.add(ticket.assignee ?? "")
    for tag in ticket.tags { fingerprint.add(tag) }
    fingerprint.add(ticket.mergedInto?.description ?? "")
    self.fingerprint = fingerprint.value
  }

  /// Reads what `description` wrote; nil for anything else.
  package init?(parsing text: some StringProtocol) {
    guard text.utf8.count <= Self.longest else { return nil }
    let fields = text.split(separator: "-", omittingEmptySubsequences: false)
    guard fields.count == 3, let updatedAt = Int64(fields[0], radix: 16), let messages = Int(fields[1]), messages >= 0,
      let fingerprint = UInt64(fields[2], radix: 16)
    else { return nil }
    self.updatedAt = Instant(microseconds: updatedAt)
    self.messages = messages
    self.fingerprint = fingerprint
  }

  /// Letters, digits and hyphens: fit for an ETag, a form field and a URL.
  package var description: String {
    "\(String(updatedAt.microseconds, radix: 16))-\(messages)-\(String(fingerprint, radix: 16))"
  }

  private static let longest = 60
}

/// FNV-1a: the same on every machine and in every run, unlike `Hasher`.
private struct Fingerprint {
  private(set) var value: UInt64 = 0xCBF2_9CE4_8422_2325

  mutating func add(_ text: String) {
    for byte in text.utf8 { add(byte) }
    // Ends a text where no text can hold it, so that no two lists of texts read the same.
    add(0xFF)
  }

  private mutating func add(_ byte: UInt8) {
    value = (value ^ UInt64(byte)) &* 0x100_0000_01B3
  }
}
