import Desk
import MIME
import Notices
import Testing

@Suite("The subject of what we send")
struct SubjectTests {
  @Test(
    "carries the token once, and Re: once, whatever it carried before",
    arguments: [
      ("VPN down", "Re: [SD-42] VPN down"),
      ("Re: VPN down", "Re: [SD-42] VPN down"),
      ("RE: re:  Re: [SD-42] VPN down", "Re: [SD-42] VPN down"),
      ("Re: [sd-42] VPN [SD-42] down", "Re: [SD-42] VPN down"),
      ("[URGENT] VPN down", "Re: [SD-42] [URGENT] VPN down"),
      ("[SD-7] is like this", "Re: [SD-42] [SD-7] is like this"),
      ("[SD-423] other", "Re: [SD-42] [SD-423] other"),
      ("", "Re: [SD-42] (no subject)"),
      ("Re:", "Re: [SD-42] (no subject)"),
      ("[SD-42]", "Re: [SD-42] (no subject)"),
      ("Drucker druckt nur die hälfte 🖨️", "Re: [SD-42] Drucker druckt nur die hälfte 🖨️"),
      ("two\r\nlines\tand\u{0}more", "Re: [SD-42] two lines and more"),
      ("gnp.\u{202E}exe", "Re: [SD-42] gnp.exe"),
    ])
  func carriesTheTokenOnce(subject: String, expected: String) {
    #expect(Drafts.composed(Drafts.reply(ticket: Drafts.ticket(subject: subject))).subject == expected)
  }

  @Test("is cut where it would fill the screen")
  func isCut() throws {
    let subject = try #require(
      Drafts.composed(Drafts.reply(ticket: Drafts.ticket(subject: String(repeating: "long ", count: 10_000)))).subject)
    #expect(subject.hasSuffix("…"))
    #expect(subject.count < 230)
  }
}
