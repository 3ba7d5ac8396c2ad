package import Desk
import MIME

/// Writes an operator's reply: no sign of automatic mail on it, since a person wrote it.
package struct ReplyComposer: Sendable {
  private let settings: DeskSettings
  private let templates: NoticeTemplates

  package init(settings: DeskSettings, templates: NoticeTemplates) {
    self.settings = settings
    self.templates = templates
  }

  /// The reply as a mail: the operator's words, the beginning of what they answer, and the files that go along.
  package func compose(_ draft: ReplyDraft) -> ComposedMail {
    var values = [
      "desk": settings.name, "ticket": draft.ticket.id.description, "number": String(draft.ticket.id.number),
      "subject": OneLine.text(draft.ticket.subject), "requester": OneLine.text(draft.ticket.requester.shown),
      "priority": draft.ticket.priority.rawValue, "status": draft.ticket.status.rawValue,
      "actor": OneLine.text(draft.author), "operator": OneLine.text(draft.author), "text": draft.text,
    ]
    values["quote"] = draft.thread.flatMap(Quotation.of)
    var mail = MailFrame(settings: settings).mail(
      .reply, of: draft.ticket, to: draft.to, cc: draft.cc, date: draft.date, marks: draft.marks, thread: draft.thread,
      text: templates.render(.reply, values))
    mail.attachments = draft.attachments
    return ComposedMail(mail)
  }
}
