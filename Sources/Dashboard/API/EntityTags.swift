import Crypto
import Desk
import HTTPTypes
import Store
import Work

/// What `ETag`, `If-Match` and `If-None-Match` say (RFC 9110, 8.8 and 13.1).
///
/// A ticket's tag begins with its version, which is what a change is made upon. Where a whole conversation is shown, a
/// digest of it follows after a dot: a notice that was delivered meanwhile is news to a reader, and no reason to refuse
/// a change.
enum EntityTags {
  static func of(_ ticket: Ticket) -> String { "\"\(TicketVersion(ticket))\"" }

  static func of(_ ticket: Ticket, shown bytes: [UInt8]) -> String {
    "\"\(TicketVersion(ticket)).\(digest(bytes))\""
  }

  /// For what is only read: the same under every content coding.
  static func weak(_ bytes: [UInt8]) -> String { "W/\"\(digest(bytes))\"" }

  private static func digest(_ bytes: [UInt8]) -> String { Hex.text(SHA256.hash(data: bytes).prefix(8)) }

  /// Whether a reader has what the tag stands for.
  static func isKnown(_ tag: String, to request: HTTPFields) -> Bool {
    guard let header = request[.ifNoneMatch] else { return false }
    let opaque = tag.trimmingPrefix("W/")
    return tags(header).contains { $0 == "*" || $0.trimmingPrefix("W/") == opaque }
  }

  /// More tags than any client has.
  private static let mostTags = 16

  fileprivate static func tags(_ header: String) -> [Substring] {
    header.split(separator: ",").prefix(mostTags).map { tag in
      let start = tag.drop { $0 == " " || $0 == "\t" }
      return start.prefix { $0 != " " && $0 != "\t" }
    }
  }
}

/// The state of a ticket that a change is made upon, as `If-Match` names it.
struct IfMatch {
  private let isAny: Bool
  private let versions: [TicketVersion]

  /// Nil where the header is missing: the change is made upon whatever is there.
  init?(_ headers: HTTPFields) {
    guard let header = headers[.ifMatch] else { return nil }
    let tags = EntityTags.tags(header)
    isAny = tags == ["*"]
    versions = tags.compactMap { tag in
      guard tag.hasPrefix("\""), tag.hasSuffix("\""), tag.utf8.count > 2 else { return nil }
      return TicketVersion(parsing: tag.dropFirst().dropLast().prefix { $0 != "." })
    }
  }

  /// - Throws: `Problem` when the ticket is in another state by now, with what has changed in words.
  func check(_ id: TicketID, _ desk: DeskWork, in transaction: Transaction) throws {
    let ticket = try transaction.ticket(id)
    guard !isAny, !versions.contains(TicketVersion(ticket)) else { return }
    guard let version = versions.first else {
      throw Problem.stale("If-Match names no state of \(id); take it from an ETag of the ticket")
    }
    do {
      try desk.require(version, of: id, in: transaction)
    } catch let refusal as Refusal where refusal.code == .conflict {
      throw Problem.stale(refusal.description)
    }
  }
}
