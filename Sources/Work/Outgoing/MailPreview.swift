package import Desk
import MIME

/// A mail as it would leave now, for those who look before they send.
package struct MailPreview: Sendable, Equatable {
  package var from: Person
  package var to: [Person]
  package var cc: [Person]
  package var subject: String
  package var text: String

  /// Why it would not leave; nil when it would.
  package var withheld: String?

  init(_ mail: OutgoingMail, withheld: String? = nil) {
    from = Self.person(mail.from)
    to = mail.to.map(Self.person)
    cc = mail.cc.map(Self.person)
    subject = mail.subject
    text = mail.text
    self.withheld = withheld
  }

  private static func person(_ address: Address) -> Person {
    Person(name: address.name, address: EmailAddress(address.address))
  }
}
