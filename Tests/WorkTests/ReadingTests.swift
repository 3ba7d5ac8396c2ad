import Desk
import Foundation
import MIME
import Store
import Testing
import Work

@Suite("Reading what came")
struct ReadingTests {
  private static let png: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 1, 2, 3]

  /// A multipart message of parts that are given with their headers.
  private func letter(_ parts: [(headers: [String], body: String)], type: String = "related") -> Letter {
    let lines = parts.flatMap { ["--b"] + $0.headers + ["", $0.body] } + ["--b--"]
    return Letter(
      text: lines.joined(separator: "\r\n"),
      fields: ["MIME-Version: 1.0", "Content-Type: multipart/\(type); boundary=b"])
  }

  private func image(_ bytes: [UInt8], id: String, type: String = "image/png", name: String? = nil) -> (
    headers: [String], body: String
  ) {
    (
      [
        "Content-Type: \(type)", "Content-ID: <\(id)>", "Content-Transfer-Encoding: base64",
        "Content-Disposition: inline" + (name.map { "; filename=\"\($0)\"" } ?? ""),
      ], Data(bytes).base64EncodedString()
    )
  }

  @Test("a message's HTML is a page with the images that came with it, and counts those that did not")
  func showsHTML() throws {
    let bench = try Workbench()
    let page = """
      <html><body><script>x()</script><p>Look:</p><img src="cid:Logo@acme.example"><img src="cid:page@acme.example">\
      <img src="cid:svg@acme.example"><img src="https://track.example/1.gif"></body></html>
      """
    let id = try bench.ticket(
      letter([
        (["Content-Type: text/html; charset=utf-8"], page), image(Self.png, id: "logo@acme.example"),
        image(Array("<html>".utf8), id: "page@acme.example"),
        image(Array("<svg onload='x()'>".utf8), id: "svg@acme.example", type: "image/svg+xml"),
      ]))
    let entry = try #require(try bench.store.conversation(of: id).first)
    let view = try #require(try bench.work.htmlView(of: entry.id, on: id))
    let data = "data:image/png;base64," + Data(Self.png).base64EncodedString()
    #expect(view.html.contains("<p>Look:</p><img src=\"\(data)\"><img><img><img src=\"https://track.example/1.gif\">"))
    #expect(!view.html.contains("script"))
    #expect(view.remoteImages == 1)
    #expect(!view.isCut)
    #expect(try bench.work.htmlView(of: entry.id, on: TicketID(99)) == nil)
    #expect(try bench.work.htmlView(of: 99, on: id) == nil)
  }

  @Test("a message without HTML, and a note, have no page; what we sent has one")
  func knowsWhatHasHTML() throws {
    let bench = try Workbench()
    let id = try bench.ticket()
    try bench.act { try $0.note(id, text: "x", by: Workbench.alice, in: $1) }
    try bench.act { try $0.reply(id, Reply(text: "Hi <b>"), by: Workbench.alice, in: $1) }
    let views = try bench.store.conversation(of: id).map { ($0.kind, try bench.work.htmlView(of: $0.id, on: id)) }
    #expect(views.filter { $0.1 != nil }.map(\.0) == [.outgoing])
    #expect(views.compactMap(\.1).first?.html.contains("Hi &lt;b&gt;") == true)
  }

  @Test("an attachment is named by its place, decoded, under a safe name and an honest type")
  func handsOutAttachments() throws {
    let bench = try Workbench()
    let id = try bench.ticket(
      letter(
        [
          (["Content-Type: text/plain"], "See there."),
          image(Self.png, id: "1@x", type: "IMAGE/PNG", name: "../../etc/pass\u{1}wd.png"),
          image([1, 2], id: "2@x", type: "text/html;x", name: "CON"),
          image([3], id: "3@x", type: "a b/c", name: "c"),
        ], type: "mixed"))
    let other = try bench.ticket(Letter(id: "other@acme.example"))
    let entry = try #require(try bench.store.conversation(of: id).first)
    #expect(entry.attachments.count == 3)
    let contents = try (0..<3).compactMap { try bench.work.attachment($0, of: entry.id, on: id) }
    #expect(contents.map(\.safeName) == ["passwd.png", "_CON", "c"])
    #expect(contents.map(\.bytes) == [Self.png, [1, 2], [3]])
    #expect(contents.map(\.digest) == entry.attachments.map(\.digest))
    #expect(contents[0].contentType == "image/png")
    for content in contents {
      #expect(content.contentType.allSatisfy { $0.isLetter || $0 == "/" || $0 == "-" }, "\(content.contentType)")
    }
    for position in [-1, 3, .max] { #expect(try bench.work.attachment(position, of: entry.id, on: id) == nil) }
    #expect(try bench.work.attachment(0, of: entry.id, on: other) == nil)
  }

  @Test("files that an operator writes down with a call are kept with its note, and leave with nothing")
  func keepsFilesWithANote() throws {
    let bench = try Workbench()
    let file = OutgoingMail.Attachment(
      filename: "Übersicht\r\nX: y.pdf", contentType: "application/pdf", bytes: [1, 2, 3])
    let id = try bench.act {
      try $0.open(
        NewRequest(requester: Workbench.ana, subject: "Call", text: "She sent this.", attachments: [file]),
        by: Workbench.alice, in: $1)
    }.ticket.id
    let entry = try #require(try bench.store.conversation(of: id).first)
    #expect(entry.kind == .note)
    #expect(entry.text == "She sent this.")
    let content = try #require(try bench.work.attachment(0, of: entry.id, on: id))
    #expect(content.safeName == "Übersicht X_ y.pdf")
    #expect(content.contentType == "application/pdf")
    #expect(content.bytes == [1, 2, 3])
    #expect(try bench.outbox().isEmpty)
    let huge = OutgoingMail.Attachment(
      filename: "x", contentType: "a/b", bytes: [UInt8](repeating: 0, count: 25_000_001))
    let refused = try refusal {
      try bench.act {
        try $0.open(
          NewRequest(requester: Workbench.ana, subject: "Call", text: "", attachments: [huge]), by: Workbench.alice,
          in: $1)
      }
    }
    #expect(refused.code == .badValue)
  }

  private func entry(_ text: String, visible: String) -> ConversationEntry {
    ConversationEntry(
      id: 1, kind: .incoming, from: Workbench.ana, at: Instant(seconds: 0), subject: "", text: text,
      visibleText: visible)
  }

  @Test("what a reply quotes is told line by line, above and below its new words")
  func foldsQuotes() throws {
    let bench = try Workbench()
    let text = "On Monday, Bo wrote:\n> a\n>\n> b\n\nNew\nwords\n\n-- \nAna\n\n"
    let quoted = bench.work.quoted(of: entry(text, visible: "New\nwords"))
    #expect(quoted.above == ["On Monday, Bo wrote:", "> a", ">", "> b"])
    #expect(quoted.below == ["-- ", "Ana"])
    #expect(quoted.count == 6)
    #expect(bench.work.quoted(of: entry(text, visible: text)).isEmpty)
    #expect(bench.work.quoted(of: entry("a\nb", visible: "a\nb\n")).below == ["a", "b"])
    #expect(bench.work.quoted(of: entry("a\nb", visible: "")).below == ["a", "b"])
    #expect(bench.work.quoted(of: entry("  New\r\n> q\r\n", visible: "New")).below == ["> q"])
  }

  @Test("with the words and the quotes every line of a stored reply is there")
  func foldsAndLosesNothing() throws {
    let bench = try Workbench()
    let text = "Thanks.\r\n\r\nOn 2026-11-26, Support wrote:\r\n> Try again.\r\n> Best"
    let id = try bench.ticket(Letter(text: text))
    let stored = try #require(try bench.store.conversation(of: id).first)
    #expect(stored.visibleText == "Thanks.")
    #expect(bench.work.quoted(of: stored).below == ["On 2026-11-26, Support wrote:", "> Try again.", "> Best"])
  }

  @Test("texts made to make a search slow are searched once")
  func searchesInOnePass() throws {
    let bench = try Workbench()
    let many = String(repeating: "a", count: 200_000)
    let quoted = bench.work.quoted(of: entry(many + "\nx", visible: many.dropLast() + "b"))
    #expect(quoted.below.count == 2)
    #expect(bench.work.quoted(of: entry(many + many + "b\n> q", visible: many + "b")).below == ["> q"])
  }
}
