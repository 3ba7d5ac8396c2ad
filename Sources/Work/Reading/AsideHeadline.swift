package import Desk
import MIME
package import Store

/// Who says they wrote a message that was put aside, and about what: nobody can decide by the name of a file.
package struct AsideHeadline: Sendable, Equatable {
  /// As the message itself says it; nobody has proved it.
  package var from: Person
  package var subject: String

  /// Headers that are longer belong to nobody's mail; the rest of a large message is not read at all.
  private static let mostBytes = 64 << 10

  init(_ start: [UInt8]) {
    let message = Message(start)
    from = KeptMail.sender(of: message)
    subject = Words.oneLine(message.subject ?? "")
  }

  /// The headlines of ledger rows by their numbers, for those whose bytes are there and are safe to look at.
  ///
  /// A message that ended the program each time it was read is not read once more for this.
  package static func all(of entries: [IntakeEntry], in store: TicketStore) throws -> [Int64: AsideHeadline] {
    var headlines: [Int64: AsideHeadline] = [:]
    for entry in entries where entry.reason?.hasPrefix("attempts") != true {
      guard let start = try store.rawStart(ofIntake: entry.id, most: mostBytes) else { continue }
      headlines[entry.id] = AsideHeadline(start)
    }
    return headlines
  }
}
