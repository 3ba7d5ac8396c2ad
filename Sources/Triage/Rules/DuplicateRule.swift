import Desk

/// The same message a second time, as one to two support addresses comes.
struct DuplicateRule: TriageRule {
  let name = "duplicate"

  func look(at matter: Matter) -> Ruling {
    guard let known = matter.knowledge.duplicateOf else {
      let seen = matter.knowledge.isIDReused ? "was met before with other content" : "not met before"
      return .passes("\(matter.idText) \(seen)")
    }
    let because =
      matter.inquiry.messageID == nil
      ? "the same bytes came to this mailbox before" : "\(matter.idText) was met before with the same content"
    return .holds(
      Decision(
        disposition: .duplicate, action: .noteCopy(of: known, recipients: recipients(matter)),
        evidence: [Evidence(name, because: because, effect: known.ticket.map { "\($0)" } ?? "yes")]))
  }

  /// Where this copy came to: by the last hop's word, else those of our addresses that it names.
  private func recipients(_ matter: Matter) -> [EmailAddress] {
    if let delivered = matter.inquiry.deliveredTo.first { return [delivered] }
    let named = matter.mail.people.recipients.lazy.map(\.address).filter(matter.settings.isOurs)
    return Array(named.prefix(Self.mostRecipients))
  }

  private static let mostRecipients = 8
}
