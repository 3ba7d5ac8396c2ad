import Desk
import Testing

@testable import Store

/// Operators, pages and suggestions of a search.
@Suite struct SearchOperatorTests {
  private let desk: TestStore

  init() throws {
    desk = try TestStore()
    try desk.store.write { transaction in for name in ["mara", "jo"] { _ = try transaction.ensureOperator(name) } }
  }

  @discardableResult
  private func add(
    _ text: String, subject: String = "x", from: Person? = nil, _ change: (inout NewTicket) -> Void = { _ in }
  ) throws -> TicketID {
    var mail = TestMail("\(try desk.store.lastEventSequence())")
    mail.text = text
    mail.subject = subject
    if let from { mail.from = from }
    return try desk.open(mail, change)
  }

  private func search(_ text: String, limit: Int = 50, after: TicketCursor? = nil) throws -> SearchPage {
    let query = SearchQuery(text, now: desk.clock.now, operator: "mara")
    return try desk.store.search(query, for: "mara", limit: limit, after: after)
  }

  private func found(_ text: String) throws -> [TicketID] { try search(text).rows.map(\.ticket.id) }

  @Test func theNameOfATicketFindsIt() throws {
    let first = try add("printer")
    let other = try add("as said in \(first)")
    #expect(try found("\(first)") == [first])
    #expect(try found("\"\(first)\"") == [other])
    #expect(try found("SD-999").isEmpty)
  }

  @Test func eachOperatorLeavesThoseThatItMeans() throws {
    let plain = try add("printer")
    let mine = try add("printer") { $0.assignee = "mara" }
    let high = try add("printer") { $0.priority = .high }
    let late = try add("printer") { $0.resolveDue = desk.clock.now + .minutes(-5) }
    let closed = try add("printer") { $0.status = .closed }
    let billing = try add("printer") { $0.queue = "billing" }
    let tagged = try add("printer") { $0.tags = ["vip"] }
    let old = try add("printer") { $0.createdAt = desk.clock.now + .days(-40) }
    let all = [old, tagged, billing, closed, late, high, mine, plain]
    let cases: [(String, [TicketID])] = [
      ("printer", all), ("printer is:mine", [mine]), ("printer assignee:mara", [mine]),
      ("printer assignee:jo", []), ("printer assignee:marra", []), ("printer priority:high", [high]),
      ("printer is:overdue", [late]), ("printer is:closed", [closed]), ("printer queue:billing", [billing]),
      ("printer tag:vip", [tagged]), ("printer before:7d", [old]), ("printer after:7d is:mine", [mine]),
      ("printer is:unassigned", all.filter { $0 != mine }), ("printer queue:none", []), ("scanner is:mine", []),
      ("printer requester:ana.lima@acme.example is:high", [high]), ("printer requester:eve@x.example", []),
    ]
    for (text, tickets) in cases { #expect(try found(text) == tickets, "\(text)") }
    // Without words the filter says it all, most urgent first.
    #expect(try found("is:overdue") == [late])
    #expect(try found("is:unfinished is:unassigned").first == late)
    #expect(try found("queue:billing") == [billing])
    #expect(try found("is:closed") == [closed])
  }

  @Test func theSenderAndTheSubjectMustHaveTheWords() throws {
    let jose = try add("hello", from: Person(name: "José Núñez", address: EmailAddress("jn@x.example")))
    let other = try add("josé is away", subject: "Printer")
    let third = try add("the printer", subject: "josé")
    #expect(try found("from:jose") == [jose])
    #expect(try found("from:NÚÑ") == [jose])
    #expect(try found("from:jn@x.example") == [jose])
    #expect(try found("from:\"nunez jose\"") == [jose])
    #expect(try found("from:ana") == [third, other])
    #expect(try found("from:ana printer") == [third, other])
    #expect(try found("subject:printer") == [other])
    #expect(try found("printer subject:jose") == [third])
    #expect(try found("from:nobody") == [])
  }

  @Test func anAttachmentIsFound() throws {
    try add("printer")
    let id = try add("printer")
    try desk.store.write { transaction in
      var new = NewMessage(
        ticket: id, kind: .incoming, from: Person(name: nil, address: nil), at: transaction.now, subject: "", text: "")
      new.attachments = [
        NewPart(filename: nil, contentType: "a/b", encoding: "7bit", range: 0..<1, size: 1, digest: Digest.sha256([]))
      ]
      _ = try transaction.insertMessage(new)
    }
    #expect(try found("printer has:attachment") == [id])
    #expect(try found("has:attachment") == [id])
  }

  @Test func pagesTogetherAreTheWholeAndEachTicketStandsWhereItsNewestHitIs() throws {
    var random = SeededGenerator(8)
    var newest: [TicketID: Int64] = [:]
    for _ in 0..<30 {
      let id = try add("printer")
      newest[id] = Int64(newest.count)
    }
    for number in 0..<60 {
      let id = TicketID(Int64.random(in: 1...30, using: &random))
      var mail = TestMail("more \(number)")
      mail.text = number % 3 == 0 ? "nothing" : "printer again"
      _ = try desk.store.write { [mail] in try mail.add(to: id, .appended, in: $0) }
      if number % 3 != 0 { newest[id] = Int64(100 + number) }
    }
    let whole = newest.sorted { $0.value > $1.value }.map(\.key)
    #expect(try found("printer") == whole)
    for limit in [1, 4, 7, 29, 30, 31] {
      var tickets: [TicketID] = []
      var after: TicketCursor?
      repeat {
        let page = try search("printer", limit: limit, after: after)
        #expect(page.rows.count == min(limit, whole.count - tickets.count))
        tickets += page.rows.map(\.ticket.id)
        after = page.next.flatMap { TicketCursor(parsing: $0.description) }
        #expect(after == nil || after?.shown == tickets.count)
      } while after != nil
      #expect(tickets == whole, "\(limit)")
    }
  }

  @Test func aSearchThatFewFitLooksOnlySoFarAtATime() throws {
    let first = try add("printer") { $0.priority = .high }
    for _ in 0..<40 { try add("printer") }
    let now = desk.clock.now
    let query = SearchQuery("printer is:high", now: now, operator: nil)
    var pages: [SearchPage] = []
    repeat {
      let after = pages.last?.next
      pages.append(
        try desk.store.read { try $0.search(query, for: nil, limit: 5, after: after, now: now, budget: 15) })
    } while pages.last?.next != nil && pages.count < 100
    #expect(pages.count == 3)
    #expect(pages.flatMap(\.rows).map(\.ticket.id) == [first])
    #expect(pages.dropLast().allSatisfy { $0.didYouMean == nil })
  }

  @Test(arguments: [
    ("derailer", "derailleur"), ("derailluer", "derailleur"), ("eprinter", "printer"), ("rpinter", "printer"),
    ("printr is:open", "printer is:open"), ("PRINTRE fire", "printer fire"), ("Zurihc", "zurich"),
    ("приетр", "принтер"), ("printer derailer", "printer derailleur"),
  ])
  func whatWasProbablyMeantIsOffered(_ text: String, _ meant: String) throws {
    try add("the printer is on fire, the printer!")
    try add("my derailleur in Zürich; принтер")
    try add("a pinter is rare")
    try add("printer")
    let page = try search(text)
    #expect(page.rows.isEmpty)
    #expect(page.didYouMean == meant)
  }

  @Test(arguments: [
    "xyzzyplugh", "fire derailleur", "qq", "\"derailer\"", "derail*", "from:derailer", "!!!", "is:overdue",
  ])
  func whereNothingComesNearNothingIsOffered(_ text: String) throws {
    try add("the printer is on fire")
    try add("derailleur")
    #expect(try search(text).didYouMean == nil)
    #expect(try search("fire").didYouMean == nil)
  }

  @Test func rowsAreReadToTheEyesOfWhoAsks() throws {
    let id = try add("printer")
    #expect(try search("printer").rows.first?.isUnread == true)
    try desk.store.write { try $0.markRead(id, upTo: 1, by: "mara") }
    #expect(try search("printer").rows.first?.isUnread == false)
  }
}
