import Desk
import MIME
import Notices
import Testing

@Suite("An operator's reply")
struct ReplyComposerTests {
  @Test("has no sign of automatic mail: a person wrote it")
  func isAPersonsMail() {
    let message = Drafts.composed(Drafts.reply())
    #expect(message.text("Auto-Submitted") == nil)
    #expect(message.text("X-Auto-Response-Suppress") == nil)
    #expect(AutomaticSigns.read(message).signs.isEmpty)
  }

  @Test("says the operator's words first, then who, then what it answers, and the reference at its foot")
  func readsInOrder() {
    let plain = Drafts.composed(Drafts.reply()).plain
    #expect(
      plain == """
        We found it.

        Alice Weiss
        Example Support

        On 2026-11-26, Ana Lima wrote:
        > Nobody can reach the VPN.
        >
        > Ana

        Ref: SD-42.7.mac
        """)
  }

  @Test("quotes a long message to a bound and says that it goes on")
  func boundsTheQuotation() {
    var thread = Drafts.thread
    thread.text = (1...5000).map { "line \($0)" }.joined(separator: "\n")
    let lines = Drafts.composed(Drafts.reply(thread: thread)).plain.split(whereSeparator: \.isNewline)
    #expect(lines.filter { $0.hasPrefix("> line") }.count == 40)
    #expect(lines.contains("> […]"))
    thread.text = String(repeating: "x", count: 1_000_000)
    #expect(Drafts.composed(Drafts.reply(thread: thread)).plain.utf8.count < 6000)
  }

  @Test("quotes nothing where nothing was said")
  func quotesNothing() {
    var thread = Drafts.thread
    thread.text = "\n  \n"
    #expect(!Drafts.composed(Drafts.reply(thread: thread)).plain.contains("wrote:"))
    #expect(!Drafts.composed(Drafts.reply(thread: nil)).plain.contains("wrote:"))
  }

  @Test("goes to all named, and its attachments come out as they went in")
  func carriesAttachments() throws {
    let bytes = (0..<10_000).map { UInt8(truncatingIfNeeded: $0 &* 31) }
    let bo = Person(name: "Weiß, Bo", address: EmailAddress("bo@acme.example"))
    let message = Drafts.composed(
      Drafts.reply(
        cc: [bo], attachments: [.init(filename: "prüfung.pdf", contentType: "application/pdf", bytes: bytes)]))
    #expect(message.cc == [Address(name: "Weiß, Bo", address: "bo@acme.example")])
    #expect(message.structure == "multipart/mixed(multipart/alternative(text/plain,text/html),application/pdf)")
    let part = try #require(message.attachments.first)
    #expect(part.filename == "prüfung.pdf")
    #expect(message.decoded(part) == bytes)
  }

  @Test("shows a quotation as one in HTML, and columns as they were written")
  func showsQuotationsInHTML() {
    let html = Drafts.composed(Drafts.reply(text: "a   b\n<script>alert(1)</script>")).html
    #expect(html.contains("<blockquote>Nobody can reach the VPN.<br>"))
    #expect(html.contains("a &nbsp;&nbsp;b<br>"))
    #expect(!html.contains("<script>"))
  }

  @Test("escapes a bracket under a combining mark, which makes another character of it but the same tag")
  func escapesCombined() {
    let html = Drafts.composed(Drafts.reply(text: "<\u{338}b\"\u{301}>")).html
    #expect(html.contains("&lt;\u{338}b&quot;\u{301}&gt;"))
  }
}
