import Desk
import MIME

/// Whether a message that opens a ticket gets a `received` notice: no storms, no loops, nobody is written to about old mail.
struct NoticeBrake {
  let matter: Matter

  /// Notices about the same subject or the same text that go out in an hour, whoever writes.
  static let mostSimilarPerHour = 3

  func verdict(for requester: Person) -> Decision.NoticeVerdict {
    let reason =
      obstacle(to: requester) ?? automaticSign ?? answersOurs ?? age ?? similarity
      ?? requester.address.flatMap(flag)
    return reason.map { .withhold(because: $0) } ?? .send(to: requester)
  }

  private func obstacle(to requester: Person) -> String? {
    guard matter.settings.notices.received else { return "received notices are switched off" }
    guard let address = requester.address else { return "there is no address to write to" }
    guard address.isDeliverable else { return "no mail can be sent to the sender's address" }
    return matter.settings.isOurs(address) ? "\(address) is an address of this desk" : nil
  }

  private var automaticSign: String? {
    guard matter.mail.signs.isAutomatic else { return nil }
    return "automatic mail is never answered (\(matter.mail.signs.signs.first ?? "by its sender"))"
  }

  private var answersOurs: String? {
    let inquiry = matter.inquiry
    if !inquiry.signedReferences.isEmpty { return "it answers mail of ours (a Message-ID of ours)" }
    if !inquiry.signedAddresses.isEmpty { return "it answers mail of ours (the address it came to)" }
    if let token = matter.mail.subject.tokens.first { return "it quotes mail of ours ([\(token)] in the subject)" }
    return inquiry.footReferences.isEmpty ? nil : "it quotes mail of ours (a signed reference in its text)"
  }

  private var age: String? {
    guard matter.now.since(matter.mail.receivedAt) > matter.settings.notices.maxAge else { return nil }
    return "it was received at \(matter.mail.receivedAt), longer ago than notices.max_age"
  }

  private var similarity: String? {
    let count = matter.knowledge.similarNoticesLastHour
    guard count >= Self.mostSimilarPerHour else { return nil }
    return "\(count) notices about the same subject or text were written within the hour"
  }

  private func flag(_ address: EmailAddress) -> String? {
    guard let until = matter.knowledge.flaggedSenders[address], until > matter.now else { return nil }
    return "mail to \(address) came back as undeliverable; no notices until \(until)"
  }
}
