import Desk
import Store
import Testing
import Work

@testable import Dashboard

@Suite("Values of the ticket page")
struct TicketValueTests {
  @Test(arguments: [
    ("see https://a.example/b?c=d#e.", ["https://a.example/b?c=d#e"]),
    ("(http://a.example/x_(y))", ["http://a.example/x_(y)"]), ("<https://a.example>", ["https://a.example"]),
    ("(https://a.example).", ["https://a.example"]), ("xhttps://a.example", []), ("https://", []),
    ("HTTPS://A.example/ü", ["HTTPS://A.example/"]), ("javascript:https", []),
    ("https://a https://b", ["https://a", "https://b"]),
    ("https://a.example\u{301}", ["https://a.example"]), ("https://" + String(repeating: "a", count: 3000), []),
  ])
  func webAddressesBecomeLinks(_ text: String, _ urls: [String]) {
    let pieces = LinkedText.pieces(of: text)
    #expect(pieces.plain == text)
    let found = pieces.compactMap { piece -> String? in
      if case .outside(let shown, let url) = piece { shown == url ? url : "?" } else { nil }
    }
    #expect(found == urls)
  }

  @Test("links are found in one pass, and not without end")
  func linksAreBounded() {
    let text = String(repeating: "https://a.example/)))))))))) ", count: 5000)
    let pieces = LinkedText.pieces(of: text)
    #expect(pieces.plain == text)
    #expect(pieces.count { if case .outside = $0 { true } else { false } } == 200)
  }

  @Test(arguments: [
    ("", []), ("a@b.example", ["a@b.example"]),
    (
      "A <a@b.example>, \"B, C\" <b@b.example>;c@b.example\n d@b.example ,",
      ["a@b.example", "b@b.example", "c@b.example", "d@b.example"]
    ),
  ])
  func addressesAreRead(_ text: String, _ addresses: [String]) throws {
    #expect(try AddressField(text).addresses.map(\.original) == addresses)
  }

  @Test(arguments: [
    "a", "a@", "<a@b.example", "a@b.example>", "A <a@b.example> x", "a b@c.example", "a@b.example x@c.example",
  ])
  func whatIsNoAddressIsSaid(_ text: String) {
    #expect(throws: AddressField.Fault.noAddress(ShownName.of(text, limit: 60))) { try AddressField(text) }
  }

  @Test("a field is written so that it is read again, whatever the names")
  func addressesComeBack() throws {
    let people = [
      Person(name: "Ana Beltrán", address: EmailAddress("ana@b.example")),
      Person(name: nil, address: EmailAddress("b@b.example")),
      Person(name: "Chen, \"Bo\" <x@evil.example>", address: EmailAddress("c@b.example")),
      Person(name: "line\r\nbreak", address: EmailAddress("d@b.example")),
    ]
    let again = try AddressField(AddressField(people).text)
    #expect(again.addresses == people.compactMap(\.address))
    #expect(throws: AddressField.Fault.tooMany(50)) {
      try AddressField((0..<60).map { "a\($0)@b.example" }.joined(separator: ","))
    }
  }

  @Test(arguments: [
    ("tag [P1] in \"[P1] x\"", PriorityEvidence.tag("[P1]", beats: nil)),
    ("tag [P1] in \"[P1] x\" (beats X-Priority: 3)", .tag("[P1]", beats: "X-Priority: 3")),
    ("tag (p1) in \"a \" (beats X-Priority: 1) b\"", .tag("(p1)", beats: nil)),
    ("tag urgent: in the answer's subject", .answersTag("urgent:")), ("X-Priority: 1", .header("X-Priority: 1")),
    ("no tag in the subject, no priority header: the queue's default", .nothing(header: nil)),
    (
      "no tag in the subject, Importance: normal asks for nothing: the queue's default",
      .nothing(header: "Importance: normal")
    ),
  ])
  func evidenceIsReadBack(_ because: String, _ evidence: PriorityEvidence) {
    #expect(PriorityEvidence(because) == evidence)
  }

  @Test(arguments: [
    ("X-Priority: 1 (Highest)", Priority.high), ("Importance: low", .low), ("Priority: non-urgent", .low),
    ("X-Priority: 3", .medium), ("nonsense", .medium),
  ])
  func headersHaveALevel(_ header: String, _ level: Priority) {
    #expect(PriorityEvidence.level(ofHeader: header) == level)
  }

  @Test(
    arguments: [
      (0, nil, 0, 0), (30, nil, 50, 0), (60, nil, 100, 0), (120, nil, 50, 50), (6000, nil, 20, 80), (61, nil, 96, 4),
      (500, 12, 20, 0), (500, 90, 67, 33),
    ] as [(Int64, Int64?, Int, Int)])
  func barsShowWhatIsUsed(_ minutes: Int64, _ doneAfter: Int64?, _ used: Int, _ late: Int) {
    let start = TicketDesk.start
    let bar = ServiceLevelBar(
      name: "x", target: .hours(1), due: start + .hours(1), doneAt: doneAfter.map { start + .minutes($0) },
      pausedSince: nil)
    #expect(bar.geometry(now: start + .minutes(minutes)) == .init(used: used, late: late))
  }

  @Test("a paused clock stands where it was stopped")
  func barsStandStill() {
    let start = TicketDesk.start
    let bar = ServiceLevelBar(
      name: "x", target: .hours(1), due: start + .hours(1), doneAt: nil, pausedSince: start + .minutes(30))
    #expect(bar.geometry(now: start + .days(3)) == .init(used: 50, late: 0))
  }

  @Test("names lose what cannot be seen, and long ones their middle")
  func namesAreShown() {
    #expect(ShownName.of("a\u{202E}gpj.exe", limit: 40) == "agpj.exe")
    #expect(ShownName.of("\u{0}\r\n", limit: 40) == "?")
    #expect(ShownName.of("مرحبا بك", limit: 40) == "مرحبا بك")
    let long = ShownName.of(String(repeating: "x", count: 5000) + "report.pdf", limit: 48)
    #expect(long.count == 48 && long.hasSuffix("report.pdf") && long.contains("…"))
  }

  @Test("long texts are shown in two parts and then cut, at ends of lines where there are any")
  func longTextsAreCut() {
    let short = MessageView.parts(of: "a\nb")
    #expect(short == ("a\nb", "", false))
    let text = String(repeating: "ä line\n", count: 30_000)
    let parts = MessageView.parts(of: text)
    #expect(parts.isCut && parts.first.hasSuffix("\n") && parts.rest.hasSuffix("\n"))
    #expect(text.hasPrefix(parts.first + parts.rest))
    let solid = MessageView.parts(of: String(repeating: "ä", count: 100_000))
    #expect(solid.isCut && solid.first.utf8.count <= 12_000 && !solid.first.contains("\u{FFFD}"))
  }

  @Test("an operator's choice, an answer's tag and a merged ticket each say why")
  func reasonsFollowWhatHappened() throws {
    let desk = try TicketDesk()
    let words = try Catalogues()[.english]
    func reasons(_ id: TicketID) throws -> [String] {
      let ines = try #require(try desk.store.operator(named: "ines"))
      let reading = try #require(try TicketReading(id, for: ines, trusted: TrustSettings(), from: desk.store))
      return PriorityReasons(
        ticket: reading.ticket, events: reading.events, intake: reading.intake, queueDefault: .medium, words: words,
        names: ActorNames(reading.operators, words), shown: Shown(now: desk.now, timezone: "UTC", words: words)
      ).all.map(\.pieces.plain)
    }
    let plain = try desk.ticket()
    #expect(try reasons(plain) == ["Nothing said otherwise. Queue support starts at medium."])
    try desk.act { _ = try $0.prioritise(plain, as: .high, by: TicketDesk.ines, in: $1) }
    #expect(
      try reasons(plain) == [
        "Ines Duarte changed the priority from medium to high. Today 14:06", "Queue support starts at medium",
      ])
    let header = try desk.ticket(priority: .high, source: .header, because: "Importance: high")
    #expect(try reasons(header) == ["Header Importance: high: High", "Queue support starts at medium: not used"])
    let byHand = try desk.act { work, transaction in
      try work.open(
        NewRequest(requester: TicketDesk.ana, subject: "A call", text: "x", priority: .low), by: TicketDesk.ines,
        in: transaction
      ).ticket.id
    }
    #expect(try reasons(byHand) == ["Ines Duarte wrote it down as low", "Queue support starts at medium: not used"])
  }
}
