package import Desk
package import Store

extension DeskWork {
  private static let mostTagBytes = 64

  /// Puts tags on a ticket and takes others away.
  ///
  /// A tag is one word in lower case.
  ///
  /// - Throws: `Refusal` with `badValue` for what is no tag.
  @discardableResult
  package func tag(
    _ id: TicketID, adding: [String], removing: [String] = [], by actor: Actor, in transaction: Transaction
  ) throws -> VerbResult {
    _ = try author(actor, in: transaction)
    var ticket = try ticket(id, in: transaction)
    let gone = Set(try removing.map(Self.tagName)).intersection(ticket.tags).sorted()
    let kept = ticket.tags.filter { !gone.contains($0) }
    let new = Set(try adding.map(Self.tagName)).subtracting(kept).sorted()
    guard !gone.isEmpty || !new.isEmpty else { return VerbResult(ticket) }
    for name in gone where !new.contains(name) {
      try record(.untagged, on: id, by: actor, [("tag", name)], in: transaction)
    }
    for name in new where !gone.contains(name) {
      try record(.tagged, on: id, by: actor, [("tag", name)], in: transaction)
    }
    ticket.tags = (kept + new).sorted()
    return VerbResult(try save(ticket, in: transaction))
  }

  static func tagName(_ text: String) throws -> String {
    let name = Words.oneLine(text).lowercased()
    guard !name.isEmpty, name.utf8.count <= mostTagBytes, !name.contains(" "), !name.contains(",") else {
      throw Refusal(
        .badValue, "'\(Words.oneLine(text))' is no tag", advice: "a tag is one word of at most \(mostTagBytes) bytes")
    }
    return name
  }
}
