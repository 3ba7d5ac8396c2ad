import Desk
import Testing

@Suite struct EmailAddressTests {
  @Test func comparesWithoutCaseAndShowsWhatWasWritten() {
    let address = EmailAddress("Ana.Lima@Acme.Example")
    #expect(address == EmailAddress("ana.lima@acme.example"))
    #expect(address.description == "Ana.Lima@Acme.Example")
    #expect(address.localPart == "ana.lima" && address.domain == "acme.example")
  }

  @Test func takesAPlusSuffixApart() {
    let address = EmailAddress("Support+R.12.3@desk.example")
    #expect(address.withoutPlusSuffix == "support@desk.example")
    #expect(address.plusSuffix == "r.12.3")
    #expect(EmailAddress("+x@desk.example").plusSuffix == nil)
  }

  @Test(arguments: [
    "", "a", "@b", "a@", "a b@c", "a@b\r\nRCPT TO:<x@y>", "a\0@b", "<a@b>", "a@b>", "a\u{7F}@b", "a,b@c", "a\u{85}@b",
  ])
  func whatCouldEndAnSMTPCommandIsNotDeliverable(text: String) {
    #expect(!EmailAddress(text).isDeliverable)
  }

  @Test(arguments: ["a@b", "o'brien+x@desk.example", "jörg@bücher.example"])
  func ordinaryAddressesAreDeliverable(text: String) {
    #expect(EmailAddress(text).isDeliverable)
  }

  @Test func aQueueReceivesItsAliasesAndPlusAddresses() {
    let queue = SupportQueue(
      name: "support", address: EmailAddress("support@desk.example"), aliases: [EmailAddress("help@desk.example")])
    for text in ["SUPPORT@desk.example", "support+r.1.2.x@desk.example", "help@desk.example", "help+x@Desk.Example"] {
      #expect(queue.receives(EmailAddress(text)))
    }
    #expect(!queue.receives(EmailAddress("sales@desk.example")))
  }
}
