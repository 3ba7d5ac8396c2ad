package import Desk

/// Something that an undo did not put back, since it has changed after the bulk action or cannot be called back.
package enum Leftover: Sendable, Equatable, CustomStringConvertible {
  /// Who has the ticket now, and who saw to that.
  case assignee(String?, by: String)
  case priority(Priority, by: String)
  case status(Status, by: String)
  case merged(into: TicketID)
  /// A mail has left, or is leaving.
  case mail(OutgoingKind, to: EmailAddress)

  package var description: String {
    switch self {
    case .assignee(let name?, let who): "it stays with \(name): \(who) changed that since"
    case .assignee(nil, let who): "it stays with nobody: \(who) changed that since"
    case .priority(let level, let who): "its priority stays \(level.rawValue): \(who) changed it since"
    case .status(let status, let who): "it stays \(status.rawValue): \(who) went on with it since"
    case .merged(let survivor): "it was merged into \(survivor) since"
    case .mail(let kind, let address): "the \(kind.rawValue) notice to \(address) had left"
    }
  }
}
