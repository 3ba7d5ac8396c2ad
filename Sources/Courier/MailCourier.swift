package import Desk

/// Takes one envelope at a time to the next server.
///
/// A courier belongs to the thread that made it: it blocks, and its connection is nobody else's.
package protocol MailCourier: AnyObject {
  /// Hands an envelope over; what the server says is a value, its "no" too.
  func deliver(_ envelope: Envelope) -> DeliveryOutcome
}

/// A mail with its sender and its one recipient, as servers see them.
package struct Envelope: Sendable, Equatable {
  /// Empty is the null sender `<>`, which nobody answers.
  package var sender: String
  package var recipient: String
  package var bytes: [UInt8]

  package init(sender: String, recipient: String, bytes: [UInt8]) {
    self.sender = sender
    self.recipient = recipient
    self.bytes = bytes
  }
}
