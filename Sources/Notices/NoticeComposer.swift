package import Desk

/// Writes the mails that the desk sends by itself.
///
/// It never chooses whether one is due.
package struct NoticeComposer: Sendable {
  private let settings: DeskSettings
  private let templates: NoticeTemplates

  package init(settings: DeskSettings, templates: NoticeTemplates) {
    self.settings = settings
    self.templates = templates
  }

  /// The notice as a mail: plain text and simple HTML, with all the signs of automatic mail.
  package func compose(_ draft: NoticeDraft) -> ComposedMail {
    ComposedMail(
      MailFrame(settings: settings).mail(
        draft.kind, of: draft.ticket, to: [draft.recipient], date: draft.date, marks: draft.marks,
        thread: draft.thread, text: templates.render(draft.kind, values(of: draft))))
  }

  private func values(of draft: NoticeDraft) -> [String: String] {
    let ticket = draft.ticket
    var values = [
      "desk": settings.name, "ticket": ticket.id.description, "number": String(ticket.id.number),
      "subject": OneLine.text(ticket.subject), "requester": Self.requester(ticket.requester),
      "priority": ticket.priority.rawValue, "status": ticket.status.rawValue, "actor": OneLine.text(draft.actor),
    ]
    if draft.isByOperator { values["operator"] = OneLine.text(draft.actor) }
    if let text = draft.text, !text.allSatisfy(\.isWhitespace) { values["text"] = text }
    if let due = ticket.due, due < draft.date { values["over"] = Elapsed.text(draft.date.since(due)) }
    return values
  }

  private static func requester(_ person: Person) -> String {
    guard let address = person.address, let name = person.name, !name.isEmpty else { return OneLine.text(person.shown) }
    return OneLine.text("\(name) <\(address)>")
  }
}
