package import Desk
package import MIME
import Triage

/// What somebody wrote into a form instead of a mail.
package struct ReportForm: Sendable {
  package var name: String?
  package var address: EmailAddress
  package var subject: String
  package var text: String
  package var attachments: [OutgoingMail.Attachment]
  /// Nil leaves it to the subject's tags and the queue.
  package var priority: Priority?
  /// The desk's first queue where nil.
  package var queue: String?

  package init(
    name: String? = nil, address: EmailAddress, subject: String, text: String,
    attachments: [OutgoingMail.Attachment] = [], priority: Priority? = nil, queue: String? = nil
  ) {
    self.name = name
    self.address = address
    self.subject = subject
    self.text = text
    self.attachments = attachments
    self.priority = priority
    self.queue = queue
  }

  private static let mostSubjectCharacters = 998
  private static let mostNameCharacters = 200
  private static let mostTextBytes = 1 << 20
  private static let mostAttachments = 50

  /// One line each where it must be one, and nothing that is longer than anybody writes.
  ///
  /// - Throws: `Refusal` with `emptyText` or `badValue`.
  func checked() throws(Refusal) -> ReportForm {
    var form = self
    form.name = name.map { String(Words.oneLine($0).prefix(Self.mostNameCharacters)) }
    if form.name?.isEmpty == true { form.name = nil }
    form.subject = String(Words.oneLine(subject).prefix(Self.mostSubjectCharacters))
    guard !form.subject.isEmpty else {
      throw Refusal(.emptyText, "the report has no subject", advice: "say in a few words what it is about")
    }
    form.text = try Words.needed(text, for: "report")
    guard form.text.utf8.count <= Self.mostTextBytes else {
      throw Refusal(.badValue, "the text is longer than 1 MB", advice: "attach it as a file")
    }
    guard attachments.count <= Self.mostAttachments else {
      throw Refusal(
        .badValue, "\(attachments.count) files are more than a report can carry",
        advice: "attach at most \(Self.mostAttachments)")
    }
    try DeskWork.checkSize(of: attachments)
    return form
  }

  /// The report as the mail that its writer could have sent.
  ///
  /// Its Message-ID is made of what it says and of the minute, so that a form which is sent twice gives the same mail twice.
  func mail(to queue: SupportQueue, domain: String, at minute: Instant) -> OutgoingMail {
    var mail = OutgoingMail(
      from: Address(name: name, address: address.original), to: [Address(address: queue.address.original)],
      subject: subject, date: DateTime(seconds: minute.seconds), messageID: "", text: text, attachments: attachments)
    let digest = ContentDigest.sha256(mail.bytes(boundarySeed: "report"))
    mail.messageID = "report.\(Hex.text(digest.prefix(16)))@\(domain)"
    return mail
  }
}
