import Desk
import MIME
import Store
package import Triage

/// What the store keeps of a message that came, as far as neither its ticket nor what is decided has a say in it.
///
/// Whoever reads messages on threads of their own makes it there, so that the one writer does not have to.
package struct KeptMail: Sendable {
  let sender: Person
  let to: [Person]
  let cc: [Person]
  let subject: String
  let words: MessageWords
  let parts: KeptParts

  /// Of a hostile list only so many are kept with the message; its bytes have them all.
  private static let mostRecipients = 500

  package init(_ mail: IncomingMail) {
    let message = mail.message
    sender = Self.sender(of: message)
    to = message.to.prefix(Self.mostRecipients).map(Self.person)
    cc = message.cc.prefix(Self.mostRecipients).map(Self.person)
    subject = message.subject ?? ""
    words = MessageWords(subject: subject, text: mail.text, visibleText: mail.visibleText, from: sender)
    parts = KeptParts(message)
  }

  /// Who wrote a message, as its header says.
  static func sender(of message: Message) -> Person {
    let author = message.from.first ?? message.sender.first
    return author.map(person) ?? Person(name: nil, address: nil)
  }

  private static func person(_ address: Address) -> Person {
    Person(name: address.name, address: address.address.isEmpty ? nil : EmailAddress(address.address))
  }
}
