package import Desk
package import MIME

/// The people in a message's header, read once: of a hostile list only so many.
package struct MailPeople: Sendable {
  /// Somebody named in To or Cc.
  package struct Recipient: Sendable {
    /// `To` or `Cc`.
    package let header: String
    package let name: String?
    package let address: EmailAddress
  }

  package let from: [Person]
  package let replyTo: [Person]
  package let sender: Person?
  package let recipients: [Recipient]

  private static let mostAuthors = 5
  private static let mostRecipients = 200

  package init(_ message: Message) {
    from = message.from.prefix(Self.mostAuthors).compactMap(Self.person)
    replyTo = message.replyTo.prefix(Self.mostAuthors).compactMap(Self.person)
    sender = message.sender.first.flatMap(Self.person)
    recipients =
      Self.recipients("To", message.to.prefix(Self.mostRecipients))
      + Self.recipients("Cc", message.cc.prefix(Self.mostRecipients))
  }

  /// Everybody who may have written it: From, Reply-To and Sender, each once.
  package var authors: [EmailAddress] {
    var authors: [EmailAddress] = []
    for case let address? in (from + replyTo).map(\.address) + [sender?.address] where !authors.contains(address) {
      authors.append(address)
    }
    return authors
  }

  /// The people of To and Cc other than us, each once, at most `Inquiry.mostCompany`.
  package func company(besides settings: DeskSettings) -> [Person] {
    var company: [Person] = []
    for recipient in recipients where company.count < Inquiry.mostCompany {
      let address = recipient.address
      guard address.isDeliverable, !settings.isOurs(address), !company.contains(where: { $0.address == address }) else {
        continue
      }
      company.append(Person(name: recipient.name, address: address))
    }
    return company
  }

  private static func recipients(_ header: String, _ addresses: ArraySlice<Address>) -> [Recipient] {
    addresses.compactMap { address in
      address.address.isEmpty
        ? nil : Recipient(header: header, name: address.name, address: EmailAddress(address.address))
    }
  }

  /// A name without an address still tells who wrote, though nobody can be answered by it.
  private static func person(_ address: Address) -> Person? {
    guard address.address.isEmpty else {
      return Person(name: address.name, address: EmailAddress(address.address))
    }
    return address.name.map { Person(name: $0, address: nil) }
  }
}
