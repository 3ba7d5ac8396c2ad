import Desk
import MIME

/// Which queue a message belongs to, and by which of its addresses.
package struct QueueChoice: Sendable, Equatable {
  package let name: String
  /// A clause such as `Delivered-To: support@desk.example`.
  package let because: String

  /// Where the last hop says that the message came to: the surest word on it.
  typealias Delivered = (header: String, address: EmailAddress)

  /// Chooses by the last hop's word, then To and Cc, then the mailbox's own queue: an unknown recipient is no reason to
  /// leave a message out.
  init(_ mail: IncomingMail, delivered: [Delivered], _ settings: DeskSettings) {
    let named = mail.people.recipients.map { (header: $0.header, address: $0.address) }
    for (header, address) in delivered + named {
      if let queue = settings.queues.first(where: { $0.receives(address) }) {
        name = queue.name
        because = "\(header): \(address)"
        return
      }
    }
    if let own = mail.queue {
      name = own
      because = "the mailbox's own; no queue's address is named"
    } else {
      name = settings.queues.first?.name ?? "support"
      because = "the first; no queue's address is named"
    }
  }

  /// Reads the last hop's headers.
  static func delivered(_ message: Message, _ trusted: TrustSettings) -> [Delivered] {
    let headers = trusted.recipientHeader.flatMap { HeaderName($0) }.map { [$0] } ?? usual
    return headers.compactMap { header in
      // The topmost is the last hop's; those below were written by hops whose addresses are not ours to know.
      message.addresses(header).first { !$0.address.isEmpty }.map { (header.text, EmailAddress($0.address)) }
    }
  }

  private static let usual: [HeaderName] = ["Delivered-To", "X-Original-To"]
}
