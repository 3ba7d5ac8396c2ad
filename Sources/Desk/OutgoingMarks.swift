/// By what an answer to a mail of ours is known again: each sign is enough alone.
package struct OutgoingMarks: Sendable, Equatable {
  /// Signed, without angle brackets.
  package var messageID: String
  /// Signed by its plus-suffix; the queue's own address where plus-addressing is off.
  package var replyTo: EmailAddress
  /// The signed line at the foot of the text: `Ref: SD-42.7.…`.
  package var reference: String

  package init(messageID: String, replyTo: EmailAddress, reference: String) {
    self.messageID = messageID
    self.replyTo = replyTo
    self.reference = reference
  }
}
