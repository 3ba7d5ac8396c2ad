package import Desk
package import MIME

/// An operator's reply as values, before it is put into bytes.
package struct ReplyDraft: Sendable {
  package var ticket: Ticket
  package var to: [Person]
  package var cc: [Person]
  package var date: Instant
  package var marks: OutgoingMarks
  package var thread: ThreadContinuation?
  /// The operator as the requester should know them.
  package var author: String
  package var text: String
  package var attachments: [OutgoingMail.Attachment]

  package init(
    ticket: Ticket, to: [Person], cc: [Person] = [], date: Instant, marks: OutgoingMarks,
    thread: ThreadContinuation? = nil, author: String, text: String, attachments: [OutgoingMail.Attachment] = []
  ) {
    self.ticket = ticket
    self.to = to
    self.cc = cc
    self.date = date
    self.marks = marks
    self.thread = thread
    self.author = author
    self.text = text
    self.attachments = attachments
  }
}
