import Desk
import Foundation
import HTTPTypes
import HummingbirdTesting
import Testing
import Work

@testable import Dashboard

@Suite struct InboxPageTests {
  private let bench: DeskBench
  private let alice: Browser

  init() throws {
    bench = try DeskBench()
    alice = try bench.browser()
  }

  @Test func whoeverIsNotSignedInIsSentToSignIn() async throws {
    try await bench.visit { client in
      for path in ["/", "/tickets/rows?ids=1", "/help", "/events"] {
        let answer = try await client.execute(uri: path, method: .get)
        #expect(answer.status == .seeOther)
        #expect(answer.headers[.location]?.hasPrefix("/sign-in") == true)
      }
    }
  }

  @Test func anEmptyDeskExplainsItself() async throws {
    try await bench.visit { client in
      let page = try await alice.get("/", client)
      #expect(page.status == .ok)
      #expect(page.text.contains("support@desk.example"))
      #expect(page.text.contains("servicedesk ingest --no-notices"))
      #expect(!page.text.contains("<table"))
    }
  }

  @Test func mostUrgentStandsFirstUnderTheHeadOfItsGroup() async throws {
    let late = try bench.ticket("Late one", priority: .high)
    bench.advance(.hours(2))
    let high = try bench.ticket("High one", priority: .high)
    let low = try bench.ticket("Low one", priority: .low)
    try await bench.visit { client in
      let page = try await alice.get("/", client).text
      let places = [
        "id=\"g-overdue\"", "id=\"t\(late.number)\"", "id=\"g-high\"", "id=\"t\(high.number)\"", "id=\"g-later\"",
        "id=\"t\(low.number)\"",
      ]
      .map { page.range(of: $0)?.lowerBound }
      #expect(places.allSatisfy { $0 != nil })
      #expect(places.compactMap(\.self) == places.compactMap(\.self).sorted())
      #expect(page.contains("<title>(1 overdue) Inbox"))
      #expect(page.contains(">High</span>"))
      #expect(page.contains("Overdue 1\u{202F}h"))
    }
  }

  @Test(
    arguments: [
      ("/?priority=high", [1]), ("/?assignee=me", [2]), ("/?assignee=nobody", [1, 3]), ("/?assignee=bob", [4]),
      ("/?queue=billing", [3]), ("/?tag=vpn", [2]), ("/?requester=kim@acme.example", [4]),
      ("/?status=open&assignee=me", [2]), ("/?status=pending", []), ("/?queue=none", []),
      ("/?q=subject:printer", [3]), ("/?q=priority:high", [1]),
    ] as [(String, [Int])])
  func filtersShowWhatTheySay(_ path: String, _ expected: [Int]) async throws {
    try bench.ticket("Everything is down", priority: .high)
    try bench.ticket("No VPN", assignee: "alice", tags: ["vpn"])
    try bench.ticket("The printer is on fire", queue: "billing")
    try bench.ticket(
      "A question", from: Person(name: "Kim", address: EmailAddress("kim@acme.example")), assignee: "bob")
    try await bench.visit { client in
      let page = try await alice.get(path, client)
      #expect(page.status == .ok)
      for number in 1...4 {
        #expect(page.text.contains("id=\"t\(number)\"") == expected.contains(number), "ticket \(number) at \(path)")
      }
      if expected.isEmpty { #expect(page.text.contains("class=\"empty\"")) }
    }
  }

  @Test func pagesFollowOneAnotherWithoutGapOrRepetition() async throws {
    for number in 1...120 { try bench.ticket("Ticket \(number)") }
    try await bench.visit { client in
      var path: String? = "/"
      var seen: [String] = []
      while let here = path {
        let page = try await alice.get(here, client).text
        seen += page.matches(of: /<tr id="t(\d+)"/).map { String($0.output.1) }
        path = page.firstMatch(of: /href="([^"]+)" rel="next"/).map {
          String($0.output.1).replacing("&amp;", with: "&")
        }
      }
      #expect(seen.count == 120)
      #expect(Set(seen).count == 120)
    }
  }

  @Test(arguments: [
    "<script>alert(1)</script>", "\"><img src=x onerror=alert(1)>", "' autofocus onfocus='x", "{{w.inbox.title}}",
    "\"\u{301} onmouseover=alert(1) x=\"\u{301}", "&lt;b&gt;", "\u{202E}evil",
  ])
  func hostileNamesAndSubjectsAreShownAsText(_ text: String) async throws {
    let id = try bench.rawTicket(text, from: Person(name: text, address: EmailAddress("<i>@\"x")))
    try await bench.visit { client in
      for path in [
        "/", "/tickets/rows?ids=\(id.number)", "/?q=\(URLEncoded.encoded(text))", "/?tag=\(URLEncoded.encoded(text))",
      ] {
        let page = try await alice.get(path, client).text
        for forbidden in ["<script>alert", "<img src", "<i>@", "\"\u{301} on", "' autofocus"] {
          #expect(page.range(of: forbidden, options: .literal) == nil, "\(forbidden) at \(path)")
        }
      }
      let page = try await alice.get("/", client).text
      #expect(page.range(of: EscapedHTML.escaped(text), options: .literal) != nil)
    }
  }

  @Test func aSubjectOfFiveThousandCharactersIsCut() async throws {
    try bench.rawTicket(String(repeating: "long ", count: 1000), from: DeskBench.ana)
    try await bench.visit { client in
      let page = try await alice.get("/", client).text
      #expect(page.utf8.count < 40_000)
    }
  }

  @Test func aMistypedOperatorIsSaidAndWhatWasMeant() async throws {
    try bench.ticket("Anything")
    try await bench.visit { client in
      let page = try await alice.get("/?q=is:overdu", client).text
      #expect(page.contains("is:overdu was searched as a word."))
      #expect(page.contains("href=\"/?q=is:overdue\""))
    }
  }

  @Test func everythingIsInTheReadersLanguage() async throws {
    try bench.ticket("Anything")
    try await bench.visit { client in
      let page = try await alice.get("/", client, language: "de").text
      #expect(page.contains("<html lang=\"de\">"))
      #expect(page.contains("Anfragender"))
      #expect(!page.contains("Requester"))
    }
  }

  @Test func rowsThatNoLongerFitSayWhatBecameOfThem() async throws {
    let id = try bench.ticket("Anything", assignee: "alice")
    try await bench.visit { client in
      let before = try await alice.get("/tickets/rows?ids=\(id.number)&assignee=me", client).text
      #expect(before.contains("id=\"t\(id.number)\"") && !before.contains("gone"))
      _ = try bench.work.perform { try bench.work.assign(id, to: "bob", by: .operator("alice"), in: $0) }
      let after = try await alice.get("/tickets/rows?ids=\(id.number),999,x&assignee=me", client).text
      #expect(after.contains("gone"))
      #expect(after.contains("Moved to Bob"))
    }
  }

  @Test func theFirstPageIsLight() async throws {
    for number in 1...50 { try bench.ticket("[urgent] Checkout fails with 502 when paying by card, order \(number)") }
    try await bench.visit { client in
      let page = try await alice.get("/", client)
      let html = Gzip.compress(Array(page.text.utf8)).count
      let assets = bench.server.site.assets
      #expect(html + assets.style.compressed.count + assets.script.compressed.count < 50_000)
    }
  }

  @Test func nothingOnThePageNeedsAnInlineScriptOrStyle() async throws {
    try bench.ticket("Anything")
    try await bench.visit { client in
      for path in ["/", "/help", "/?q=x"] {
        let page = try await alice.get(path, client)
        #expect(page.text.firstMatch(of: /\s(style|on[a-z]+)=/) == nil)
        #expect(page.text.firstMatch(of: /<script(?! src="\/static\/)/) == nil)
        #expect(page.headers[.contentSecurityPolicy]?.contains("unsafe") == false)
        #expect(page.text.firstMatch(of: /(src|href)="(https?:)?\/\//) == nil)
      }
    }
  }

  @Test(
    "a cursor made by hand leads to a list, whatever it counts",
    arguments: [
      "u.0.0.0.0.1y2p0ij32e8e7", "u.0.0.0.0.crre0hi4", "s.0.0.0.9.1y2p0ij32e8dz", "u.-1y2p0ij32e8e8.0.0.0.crre0hi4",
      "u.1y2p0ij32e8e7.9.1y2p0ij32e8e7.1y2p0ij32e8e7.crre0hi4",
    ])
  func forgedCursors(_ cursor: String) async throws {
    let desk = try DeskBench()
    try desk.ticket("The first")
    let alice = try desk.browser()
    try await desk.visit { client async throws in
      for path in ["/?after=\(cursor)", "/?q=first&after=\(cursor)", "/?status=all&sort=newest&after=\(cursor)"] {
        #expect(try await alice.get(path, client).status == .ok)
      }
    }
  }

  @Test("who looks for the name of a ticket is led to it")
  func ticketNames() async throws {
    let desk = try DeskBench()
    let id = try desk.ticket("The first")
    let alice = try desk.browser()
    try await desk.visit { client in
      #expect(try await alice.get("/?q=sd-\(id.number)", client).headers[.location] == "/tickets/\(id.number)")
      let unknown = try await alice.get("/?q=SD-999", client)
      #expect(unknown.status == .ok && unknown.text.contains("SD-999"))
    }
  }
}
