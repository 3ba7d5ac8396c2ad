import Desk
import HTTPTypes
import Store
import Testing
import Work

@testable import Dashboard

@Suite("Ticket page")
struct TicketPageTests {
  @Test("shows priority, clock, status, subject, who wrote and why, before anything else")
  func saysWhatMatters() async throws {
    let desk = try TicketDesk()
    let id = try desk.cafeNorte()
    let page = try await desk.get("/tickets/\(id.number)")
    #expect(page.status == .ok)
    let head = try #require(
      page.text.firstRange(of: "</header>\n<div class=\"t-cols\">").map { page.text[..<$0.lowerBound] })
    #expect(head.contains("mark high"))
    #expect(head.contains("Overdue 2\u{202F}h 10\u{202F}m"))
    #expect(head.contains("mark open"))
    #expect(head.contains("[urgent] Checkout fails with 502 when paying by card</h1>"))
    #expect(page.text.contains("Tag <code>[urgent]</code> in the subject: <b>High</b>"))
    #expect(page.text.contains("Header <code>X-Priority: 3</code> said medium: a tag beats headers"))
    #expect(page.text.contains("Queue <b>support</b> starts at medium: not used"))
  }

  @Test("tells the conversation in the order of its times, with notes that nobody takes for replies")
  func isInOrder() async throws {
    let desk = try TicketDesk()
    let id = try desk.cafeNorte()
    let text = try await desk.get("/tickets/\(id.number)").text
    let marks = [
      "since about 08:10 every card payment", "because of the tag", "the payment provider refuses",
      "<b>Not delivered</b> to purchasing@cafenorte.example: there is no such mailbox (5.1.1).",
      "the last three orders",
      "Internal note, never mailed", "Provider confirms", "Still failing for every card order", "id=\"compose\"",
    ]
    let places = try marks.map { mark in try #require(text.firstRange(of: mark), "\(mark)").lowerBound }
    #expect(places == places.sorted())
  }

  @Test("folds quoted history and says how much of it there is")
  func foldsQuotes() async throws {
    let desk = try TicketDesk()
    let id = try desk.cafeNorte()
    let text = try await desk.get("/tickets/\(id.number)").text
    #expect(text.contains("<summary>Show 3 quoted lines</summary>"))
    #expect(text.contains("&gt; Good morning Ana,"))
  }

  @Test("says what became of each mail, and offers another try where one failed")
  func tellsDeliveries() async throws {
    let desk = try TicketDesk()
    let id = try desk.cafeNorte()
    let text = try await desk.get("/tickets/\(id.number)").text
    #expect(text.contains("Delivered to Ana Beltrán</span> <small>250 2.0.0 Ok: queued as 4D1F2</small>"))
    #expect(text.contains("No automatic mail goes there until Thu 3 Dec 09:08."))
    let failed = try #require(try desk.outbox(id).first { $0.state == .failed })
    #expect(text.contains("action=\"/tickets/\(id.number)/outbox/\(failed.id)/retry\""))
  }

  @Test("what one hand did at one time is one sentence")
  func joinsEvents() async throws {
    let desk = try TicketDesk()
    let id = try desk.cafeNorte()
    let text = try await desk.get("/tickets/\(id.number)").text
    #expect(text.contains("<b>Ines Duarte</b> took it, changed the status from <b>new</b> to <b>open</b>."))
  }

  @Test("more than five read messages are folded but for the first and the last two, and what is new is marked")
  func foldsWhatWasRead() async throws {
    let desk = try TicketDesk()
    let id = try desk.ticket()
    for number in 1...7 {
      desk.advance(.minutes(5))
      try desk.receive(Letter(text: "message \(number)"), on: id)
    }
    let first = try await desk.get("/tickets/\(id.number)").text
    #expect(!first.contains("class=\"fold\""))
    #expect(!first.contains("id=\"unread\""))
    desk.advance(.minutes(5))
    try desk.receive(Letter(text: "news"), on: id)
    let second = try await desk.get("/tickets/\(id.number)").text
    let fold = try #require(second.firstRange(of: "<summary>5 earlier messages</summary>"))
    let unread = try #require(second.firstRange(of: "id=\"unread\""))
    let end = try #require(second[fold.upperBound...].firstRange(of: "</details></li>"))
    let folded = second[fold.upperBound..<end.lowerBound]
    #expect(folded.contains("message 1") && folded.contains("message 5"))
    #expect(!folded.contains("message 6") && !folded.contains("card payments fail"))
    #expect(second[unread.upperBound...].contains("news"))
    #expect(!second[unread.upperBound...].contains("message 7<"))
  }

  @Test("a ticket that somebody looked at is read; no guess of a browser and no picture of a mail counts as a look")
  func marksRead() async throws {
    let desk = try TicketDesk()
    let id = try desk.cafeNorte()
    let prefetch = try #require(HTTPField.Name("Sec-Purpose"))
    let destination = try #require(HTTPField.Name("Sec-Fetch-Dest"))
    _ = try await desk.send(.head, "/tickets/\(id.number)")
    _ = try await desk.get("/tickets/\(id.number)", [prefetch: "prefetch"])
    _ = try await desk.get("/tickets/\(id.number)", [destination: "image"])
    _ = try await desk.get("/tickets/\(id.number)/live")
    #expect(try desk.store.readMark(of: "ines", on: id) == nil)
    _ = try await desk.get("/tickets/\(id.number)/live?seen=1", as: "tom")
    _ = try await desk.get("/tickets/\(id.number)", [destination: "document"])
    let last = try desk.store.conversation(of: id).map(\.id).max()
    #expect(try desk.store.readMark(of: "ines", on: id) == last)
    #expect(try desk.store.readMark(of: "tom", on: id) == last)
  }

  @Test("the live piece is the ticket without the frame around it")
  func livePiece() async throws {
    let desk = try TicketDesk()
    let id = try desk.cafeNorte()
    let piece = try await desk.get("/tickets/\(id.number)/live").text
    #expect(piece.hasPrefix("<div class=\"ticket\""))
    #expect(!piece.contains("<html"))
    #expect(piece.contains("data-version=\"\(try desk.version(of: id))\""))
  }

  @Test("a merged ticket leads to its survivor, which says so")
  func mergedLeadsOn() async throws {
    let desk = try TicketDesk()
    let first = try desk.ticket()
    let second = try desk.ticket(subject: "Again")
    let third = try desk.ticket(subject: "And again")
    try desk.act { _ = try $0.merge(second, third, by: TicketDesk.ines, in: $1) }
    try desk.act { _ = try $0.merge(first, second, by: TicketDesk.ines, in: $1) }
    let answer = try await desk.get("/tickets/3")
    #expect(answer.status == .seeOther)
    let next = try await desk.get(try #require(answer.location))
    let path = next.location ?? answer.location
    let page = try await desk.get(try #require(path))
    #expect(path == "/tickets/1?merged=3")
    #expect(page.text.contains("<b>SD-3</b> was merged into this ticket."))
  }

  @Test(arguments: ["99", "SD-99", "nonsense", "%3Cscript%3E", "99999999999999999999", "-1"])
  func anUnknownTicketSaysWhereToLook(_ asked: String) async throws {
    let desk = try TicketDesk()
    var page = try await desk.get("/tickets/\(asked)")
    if page.status == .seeOther { page = try await desk.get(try #require(page.location)) }
    #expect(page.status == .notFound)
    #expect(page.text.contains("action=\"/\""))
    #expect(!page.text.contains("<script>"))
  }

  @Test("a ticket has one address")
  func hasOneAddress() async throws {
    let desk = try TicketDesk()
    let id = try desk.ticket()
    #expect(try await desk.get("/tickets/SD-\(id.number)").location == "/tickets/\(id.number)")
    #expect(try await desk.get("/tickets/0\(id.number)").location == "/tickets/\(id.number)")
  }

  @Test("the way back is the list that it was opened from, and no other site")
  func leadsBack() async throws {
    let desk = try TicketDesk()
    let id = try desk.ticket()
    func back(_ referer: String) async throws -> String {
      let text = try await desk.get("/tickets/\(id.number)", [.referer: referer]).text
      let start = try #require(text.firstRange(of: "class=\"th-back\" href=\"")?.upperBound)
      return String(text[start...].prefix { $0 != "\"" })
    }
    #expect(try await back("https://localhost/?status=pending") == "/?status=pending")
    #expect(try await back("https://localhost/?q=502") == "/?q=502")
    #expect(try await back("https://localhost//evil.example/") == "/")
    #expect(try await back("https://evil.example/?x") == "/")
    #expect(try await back("https://localhost/tickets/7") == "/")
  }

  @Test("says in words whether a sender is who they say, where a mail server is trusted to know")
  func verifiesSenders() async throws {
    let field = "Authentication-Results: mx.velomont.example;"
    let letters = [
      Letter(fields: ["\(field) dmarc=pass header.from=cafenorte.example"]), Letter(fields: ["\(field) dmarc=fail"]),
      Letter(fields: ["Authentication-Results: mx.evil.example; dmarc=pass"]),
    ]
    let words = [">Sender verified<", ">Sender not verified: the check failed<", ">Sender not verified<"]
    for isTrusted in [true, false] {
      let desk = try TicketDesk { if isTrusted { $0.trusted.authservID = "mx.velomont.example" } }
      for (letter, word) in zip(letters, words) {
        let id = try desk.ticket(letter)
        let page = try await desk.get("/tickets/\(id.number)").text
        #expect(page.contains(word.replacing(">Sender", with: "</svg>Sender")) || page.contains(word) == isTrusted)
        #expect(page.contains("Sender ") == isTrusted)
        if isTrusted {
          #expect(page.contains("title=\"mx.velomont.example: ") || page.contains("mx.velomont.example says nothing"))
        }
        let json = try desk.store.conversation(of: id, trusted: desk.work.settings.trusted)
        #expect(json.first?.authentication != nil || !isTrusted)
      }
    }
  }

  @Test("a newcomer can be let in from the message")
  func offersToLetIn() async throws {
    let desk = try TicketDesk()
    let id = try desk.cafeNorte()
    let before = try await desk.get("/tickets/\(id.number)").text
    #expect(before.contains("Luis Ferrer answered and was not on this ticket."))
    #expect(try await desk.submit("watch", on: id, ["address": "luis@cafenorte.example"]).status == .seeOther)
    #expect(try desk.store.watchers(of: id).contains(TicketDesk.luis))
    #expect(try await !desk.get("/tickets/\(id.number)").text.contains("was not on this ticket"))
  }

  @Test("very long conversations and texts keep a page small")
  func boundsThePage() async throws {
    let desk = try TicketDesk()
    let id = try desk.ticket(Letter(text: String(repeating: "ä line of text\n", count: 50_000)))
    for number in 0..<130 { try desk.receive(Letter(text: "message \(number)"), on: id) }
    let page = try await desk.get("/tickets/\(id.number)").text
    #expect(page.contains("31 older messages are not on this page."))
    #expect(page.utf8.count < 400_000)
    let all = try await desk.get("/tickets/\(id.number)?entries=400").text
    #expect(!all.contains("older messages are not on this page"))
    #expect(all.contains("The rest is in the raw message."))
    #expect(all.utf8.count < 600_000)
  }
}
