import Mailbox
import Testing

@Suite struct MailboxURLTests {
  @Test func readsEachKind() throws {
    #expect(try MailboxURL("maildir:mail/support") == .maildir(path: "mail/support"))
    #expect(try MailboxURL("maildir:/var/mail/support") == .maildir(path: "/var/mail/support"))
    #expect(try MailboxURL("maildir:///var/mail/support") == .maildir(path: "/var/mail/support"))
    #expect(try MailboxURL("MAILDIR:x") == .maildir(path: "x"))
    #expect(try MailboxURL("mbox:old.mbox") == .mbox(path: "old.mbox"))
    #expect(try MailboxURL("-") == .standardInput)
    #expect(try MailboxURL("imaps://ana@mail.example/INBOX").description == "imaps://ana@mail.example/INBOX")
  }

  @Test(arguments: [
    ("", "'' is no mailbox: it begins with none of maildir: imaps:// imap:// mbox: -"),
    ("support", "'support' is no mailbox: it begins with none of maildir: imaps:// imap:// mbox: -"),
    ("/var/mail/x", "'/var/mail/x' is no mailbox: try maildir:/var/mail/x"),
    ("maildir:", "'maildir:' is no mailbox: a path is missing after the colon"),
    ("maildir://var/mail", "'maildir://var/mail' is no mailbox: a path has no host before it; try maildir:var/mail"),
  ]) func whatIsNoMailboxIsSaidWithTheLikeliestCure(_ text: String, _ description: String) {
    let error = #expect(throws: MailboxError.self) { try MailboxURL(text) }
    #expect(error?.code == .malformedURL)
    #expect(error?.description == description)
  }

  @Test func aControlCharacterIsRefused() {
    #expect(throws: MailboxError.self) { try MailboxURL("maildir:a\nb") }
    #expect(throws: MailboxError.self) { try MailboxURL("maildir:a\0b") }
  }

  @Test func aRelativePathBelongsToTheConfiguration() throws {
    #expect(try MailboxURL("maildir:mail").relative(to: "/etc/desk") == .maildir(path: "/etc/desk/mail"))
    #expect(try MailboxURL("mbox:/old").relative(to: "/etc/desk") == .mbox(path: "/old"))
  }

  @Test func readsWhatBecomesOfStoredMail() {
    #expect(AfterIntake("seen") == .seen)
    #expect(AfterIntake("leave") == .leave)
    #expect(AfterIntake("delete") == .delete)
    #expect(AfterIntake("move:Done/2026") == .move(folder: "Done/2026"))
    for text in ["", "Seen", "move:", "move:../x", "move:a//b", "move:/etc", "move:.hidden", "move:a\nb"] {
      #expect(AfterIntake(text) == nil, "\(text)")
    }
  }
}
