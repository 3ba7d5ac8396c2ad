package import MIME

/// A mail ready to be stored and sent.
package struct ComposedMail: Sendable {
  package let mail: OutgoingMail

  /// Under the same Message-ID always the same bytes.
  package let bytes: [UInt8]

  init(_ mail: OutgoingMail) {
    self.mail = mail
    bytes = mail.bytes(boundarySeed: mail.messageID)
  }
}
