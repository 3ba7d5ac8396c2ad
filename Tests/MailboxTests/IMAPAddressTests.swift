import Mailbox
import Testing

@Suite struct IMAPAddressTests {
  static func address(_ text: String) throws -> IMAPAddress {
    guard case .imap(let address) = try MailboxURL(text) else { throw NotIMAP() }
    return address
  }

  struct NotIMAP: Error {}

  @Test func everyPartIsRead() throws {
    let full = try Self.address("IMAPS://ana%40acme.example@Mail.Example:1993/Entw%C3%BCrfe/2026")
    #expect(full.isTLSFromTheStart && full.user == "ana@acme.example" && full.host == "mail.example")
    #expect(full.port == 1993 && full.folder == "Entwürfe/2026")
    let bare = try Self.address("imap://mail.example")
    #expect(!bare.isTLSFromTheStart && bare.user == nil && bare.port == 143 && bare.folder == "INBOX")
    #expect(try Self.address("imaps://ana@[::1]/").host == "[::1]")
    #expect(try Self.address("imaps://ana@mail.example").port == 993)
  }

  @Test func theLedgersNameIsTheSameWhateverTheScheme() throws {
    #expect(try Self.address("imaps://ana@mail.example:10/A%20B").name(user: "ana") == "imap:ana@mail.example:10/A B")
    #expect(try Self.address("imap://MAIL.example:10/A B").name(user: "ana") == "imap:ana@mail.example:10/A B")
  }

  @Test(arguments: [
    "imap://", "imap:///INBOX", "imap://ana@/INBOX", "imap://a b/INBOX", "imap://host:0/", "imap://host:99999/",
    "imap://host:x/", "imap://[::1/INBOX", "imap://h/%0d%0aLOGOUT", "imap://h/%ff", "imap://h/%4", "imap://%00@h/",
    "imap://-h/",
  ]) func whatIsNoAddressIsRefused(_ text: String) {
    let error = #expect(throws: MailboxError.self) { try MailboxURL(text) }
    #expect(error?.code == .malformedURL)
  }

  @Test func aPasswordHasNoPlaceInItAndIsNotRepeated() {
    let error = #expect(throws: MailboxError.self) { try MailboxURL("imaps://ana:hunter2@mail.example/INBOX") }
    #expect(error?.description.contains("password_file") == true)
    #expect(error?.description.contains("hunter2") == false)
  }

  @Test func somebodyMustBeNamed() throws {
    let error = #expect(throws: MailboxError.self) {
      try MailboxURL("imaps://mail.example/INBOX").open(database: "desk.sqlite")
    }
    #expect(error?.description == "'imaps://mail.example/INBOX' names nobody: write imaps://USER@HOST/FOLDER")
  }
}
