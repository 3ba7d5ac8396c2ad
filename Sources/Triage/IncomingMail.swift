package import Desk
import MailText
package import MIME

/// One message, read and parsed, with what the desk knows of its arrival: all the costly work that needs no store.
package struct IncomingMail: Sendable {
  package let message: Message
  /// The ledger's name of the mailbox.
  package let mailbox: String
  package let key: String
  /// The mailbox's own queue, for mail that names no queue's address.
  package let queue: String?

  /// What a person reads in it.
  package let text: String
  /// The new words of it; nil where they are the text.
  package let visibleText: String?

  /// SHA-256 of the raw bytes.
  package let rawDigest: [UInt8]
  package let contentDigest: [UInt8]

  /// When it came: the topmost Received's time where that is plausible, else the file's.
  package let receivedAt: Instant

  /// The whole size in bytes where it is larger than what is taken in: `message` then holds only its beginning.
  package let oversize: Int?

  package let subject: SubjectLine
  package let people: MailPeople
  package let signs: AutomaticSigns
  package let report: DeliveryReport?

  /// - Parameters:
  ///   - fileTime: when the mailbox says it came.
  ///   - oversize: the whole size, where `bytes` are only the beginning of a message that is too large.
  package init(
    bytes: [UInt8], mailbox: String, key: String, fileTime: Instant, queue: String?, oversize: Int? = nil
  ) {
    FailPoint.hit("parse \(key)")
    message = Message(bytes)
    self.mailbox = mailbox
    self.key = key
    self.queue = queue
    self.oversize = oversize
    let body = ReadableBody(message)
    text = body.text
    visibleText = body.visible == body.text ? nil : body.visible
    rawDigest = ContentDigest.sha256(bytes)
    contentDigest = ContentDigest.ofContent(message)
    receivedAt = Self.arrival(received: message.received.map { Instant(seconds: $0.seconds) }, fileTime: fileTime)
    subject = SubjectLine(message.subject ?? "")
    people = MailPeople(message)
    signs = AutomaticSigns.read(message)
    report = DeliveryReport.read(message)
  }

  /// When it was written, as its sender says; without a Date when it came.
  ///
  /// It travels with the message, so that it orders a conversation in whatever order its messages arrive.
  var sentAt: Instant { message.date.map { Instant(seconds: $0.seconds) } ?? receivedAt }

  /// A Received header may lie as any other: one that is later than the file by more than a day, or from before there
  /// was such mail, is not believed.
  private static func arrival(received: Instant?, fileTime: Instant) -> Instant {
    guard let received, received >= oldestMail, received <= fileTime + .days(1) else { return fileTime }
    return received
  }

  /// 1982-01-01, the year of RFC 821 and 822.
  private static let oldestMail = Instant(seconds: 378_691_200)
}
