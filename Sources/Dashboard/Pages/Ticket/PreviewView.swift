import Desk
import Work

/// A mail as it would leave, before it does.
struct PreviewView {
  let mail: MailPreview
  /// The names of the files that go with it.
  let files: [String]
  /// Whether the page lost the files: browsers do not keep them.
  let asksForFilesAgain: Bool
  let words: Catalogue

  var view: View {
    let preview: View = [
      "heading": mail.withheld == nil ? words("ticket.previewTitle") : words("ticket.previewWithheld"),
      "withheld": mail.withheld as Any? ?? false, "from": AddressField([mail.from]).text,
      "to": AddressField(mail.to).text, "cc": mail.cc.isEmpty ? false : AddressField(mail.cc).text as Any,
      "subject": mail.subject, "text": mail.text,
      "files": files.isEmpty ? false : files.map { ShownName.of($0, limit: 60) }.joined(separator: ", ") as Any,
      "filesAgain": asksForFilesAgain && !files.isEmpty,
    ]
    return ["preview": preview, "refused": false]
  }
}
