package import Desk
import MIME

extension Inquiry {
  /// What must be looked up for a message.
  package init(_ mail: IncomingMail, settings: DeskSettings, identity: MessageIdentity) {
    self.init(
      mailbox: mail.mailbox, rawDigest: mail.rawDigest, contentDigest: mail.contentDigest,
      messageID: mail.message.messageID.flatMap { $0.utf8.count <= Self.longestID ? $0 : nil })
    let delivered = QueueChoice.delivered(mail.message, settings.trusted)
    let recipients = delivered.map(\.address) + mail.people.recipients.map(\.address)
    senders = mail.people.authors
    references = Self.references(of: mail, notAmong: senders + recipients)
    queue = QueueChoice(mail, delivered: delivered, settings)
    deliveredTo = delivered.map(\.address)
    company = mail.people.company(besides: settings)
    readMarks(of: mail, cameTo: recipients, identity)
    returnedMessageIDs = mail.report?.originalMessageID.map { [$0] } ?? []
    subjectKey = ContentDigest.key(mail.subject.bare)
    textKey = ContentDigest.key(mail.visibleText ?? mail.text)
  }

  /// A line may have 998 bytes (RFC 5322): what is longer is nobody's honest id.
  private static let longestID = 998

  /// Verifies every mark of ours that the message carries, and notes which tickets are to be looked up.
  private mutating func readMarks(
    of mail: IncomingMail, cameTo recipients: [EmailAddress], _ identity: MessageIdentity
  ) {
    // Its own id too: who writes new words under an id of ours has seen that mail.
    for id in references + [messageID].compactMap({ $0 }) {
      if let ticket = identity.verifyMessageID(id)?.ticket { signedReferences.append(onlyNew: ticket) }
    }
    for address in recipients {
      switch identity.verifyAddress(address) {
      case .reply(let ticket, _): signedAddresses.append(onlyNew: ticket)
      case .bounce(let ticket, let row):
        // Vacation responders answer the envelope's sender (RFC 3834 §4): the ticket is meant there as well.
        signedAddresses.append(onlyNew: ticket)
        bounceRow = bounceRow ?? row
      case nil: break
      }
    }
    for reference in identity.footReferences(in: mail.text) { footReferences.append(onlyNew: reference.ticket) }
    for ticket in signedReferences + signedAddresses + mail.subject.tokens + footReferences {
      namedTickets.append(onlyNew: ticket)
    }
  }

  /// In-Reply-To first, then References from the nearest to the eldest, each id once; of too many the eldest is kept,
  /// since the conversation began with it.
  ///
  /// QUIRK: some programs put an address where an id belongs. It would tie all their mails together.
  private static func references(of mail: IncomingMail, notAmong addresses: [EmailAddress]) -> [String] {
    let named = mail.message.inReplyTo + mail.message.references.reversed()
    guard !named.isEmpty else { return [] }
    var seen = Set(addresses.map(\.normal))
    mail.message.messageID.map { _ = seen.insert($0) }
    var ids: [String] = []
    for id in named where !id.isEmpty && id.utf8.count <= longestID && !seen.contains(id.lowercased()) {
      if seen.insert(id).inserted { ids.append(id) }
    }
    guard ids.count > mostReferences, let eldest = ids.last else { return ids }
    return ids.prefix(mostReferences - 1) + [eldest]
  }
}

extension [TicketID] {
  fileprivate mutating func append(onlyNew ticket: TicketID) {
    if !contains(ticket) { append(ticket) }
  }
}
