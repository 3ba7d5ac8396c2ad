import Desk
import MIME
import Notices

/// A desk, a ticket and drafts about it, as the tests of this room need them.
enum Drafts {
  static let address = EmailAddress("support@desk.example")
  static let date = Instant(seconds: 1_795_684_320)

  static var settings: DeskSettings {
    DeskSettings(
      name: "Example Support", domain: "desk.example", queues: [SupportQueue(name: "support", address: address)])
  }

  static func ticket(subject: String = "VPN down", requester: Person = ana) -> Ticket {
    Ticket(
      id: TicketID(42), queue: "support", subject: subject, status: .open, priority: .high, prioritySource: .tag,
      requester: requester, assignee: "alice", createdAt: date, updatedAt: date)
  }

  static let ana = Person(name: "Ana Lima", address: EmailAddress("ana@acme.example"))

  static let marks = OutgoingMarks(
    messageID: "sd.42.7.mac@desk.example", replyTo: EmailAddress("support+r.42.7.mac@desk.example"),
    reference: "Ref: SD-42.7.mac")

  static let thread = ThreadContinuation(
    messageID: "q1@acme.example", references: ["q0@acme.example", "root@acme.example"], from: ana, at: date,
    text: "Nobody can reach the VPN.\n\nAna", topic: "VPN down", index: "Ac3fZ2VuZXJhdGVkIGJ5IE91dGxvb2s=")

  static func notice(
    _ kind: OutgoingKind, ticket: Ticket = ticket(), recipient: Person = ana, thread: ThreadContinuation? = thread,
    actor: String = "Alice Weiss", isByOperator: Bool = true, text: String? = nil
  ) -> NoticeDraft {
    NoticeDraft(
      kind: kind, ticket: ticket, recipient: recipient, date: date, marks: marks, thread: thread, actor: actor,
      isByOperator: isByOperator, text: text)
  }

  static func reply(
    ticket: Ticket = ticket(), to: [Person] = [ana], cc: [Person] = [], thread: ThreadContinuation? = thread,
    author: String = "Alice Weiss", text: String = "We found it.", attachments: [OutgoingMail.Attachment] = []
  ) -> ReplyDraft {
    ReplyDraft(
      ticket: ticket, to: to, cc: cc, date: date, marks: marks, thread: thread, author: author, text: text,
      attachments: attachments)
  }

  static func composed(_ draft: NoticeDraft, settings: DeskSettings = settings, templates: NoticeTemplates = .init())
    -> Message
  {
    Message(NoticeComposer(settings: settings, templates: templates).compose(draft).bytes)
  }

  static func composed(_ draft: ReplyDraft, settings: DeskSettings = settings, templates: NoticeTemplates = .init())
    -> Message
  {
    Message(ReplyComposer(settings: settings, templates: templates).compose(draft).bytes)
  }
}

extension Message {
  /// The plain text with simple line ends, without the last one: whether that is the text's or the boundary's is no
  /// matter here.
  var plain: String {
    let text = bodyText.map { decodedText($0).replacing("\r\n", with: "\n") } ?? ""
    return text.hasSuffix("\n") ? String(text.dropLast()) : text
  }

  var html: String { bodyHTML.map { decodedText($0).replacing("\r\n", with: "\n") } ?? "" }
  var fieldNames: [String] { headers.map(\.name) }
}
