import Desk
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Logging
import NIOCore
import Store
import Testing

@testable import Dashboard
@testable import Work

@Suite struct HealthPageTests {
  private func quarantine(
    _ bench: DeskBench, _ bytes: String = "From: ana@acme.example\r\nSubject: Hi\r\n\r\nHello", reason: String = "spam",
    disposition: Disposition = .quarantined, key: UInt8 = 1
  ) throws {
    try bench.work.perform { transaction in
      let raw = RawMail(bytes: Array(bytes.utf8), digest: [UInt8](repeating: key, count: 32))
      _ = try transaction.recordIntake(
        NewIntake(
          mailbox: "maildir:/var/mail/<b>", key: "1764.M1P\(key).mx", disposition: disposition, reason: reason,
          ticket: nil, message: nil, raw: raw, contentDigest: raw.digest, messageID: "\(key)@b", evidence: []))
    }
  }

  @Test func whatWorksIsQuiet() async throws {
    let bench = try DeskBench()
    bench.server.site.board.note("intake maildir:/var/mail/support", success: bench.now - .seconds(1))
    bench.server.site.board.note("delivery", success: bench.now)
    try await bench.visit { client in
      let page = try await bench.browser().get("/health", client)
      #expect(page.status == .ok && page.text.contains("Everything works"))
      #expect(!page.text.contains("panel bad") && !page.text.contains("mark failing"))
      #expect(page.text.contains("maildir:/var/mail/support"))
      #expect(try await client.execute(uri: "/readyz", method: .get).text == "ready\n")
    }
  }

  @Test func whatFailsIsSaidWithWhyAndWhatToDo() async throws {
    let bench = try DeskBench { $0.courier = "smtp://mail.example" }
    let board = bench.server.site.board
    board.note("intake imaps://billing@mail.example/INBOX", success: bench.now - .minutes(18))
    board.note("intake imaps://billing@mail.example/INBOX", trouble: "the server refused <password>", at: bench.now)
    board.note("delivery", trouble: "no route", at: bench.now - .hours(2))
    board.note("service levels", trouble: "disk full", at: bench.now)
    try await bench.visit { client in
      let page = try await bench.browser().get("/health", client).text
      #expect(page.contains("3 things are failing"))
      #expect(page.contains("Mailbox imaps://billing@mail.example/INBOX has not been read for 18\u{202F}min."))
      #expect(page.contains("The server refused &lt;password&gt;."))
      #expect(page.contains("No mail is lost meanwhile."))
      #expect(page.contains("Mail has not left for 2\u{202F}h.") && page.contains("It goes by smtp://mail.example."))
      let ready = try await client.execute(uri: "/readyz", method: .get)
      #expect(ready.status == .serviceUnavailable)
      #expect(ready.text.contains("a mailbox cannot be read") && ready.text.contains("mail cannot be delivered"))
      // Whoever asks from outside learns no names.
      #expect(!ready.text.contains("billing") && !ready.text.contains("smtp"))
      #expect(try await client.execute(uri: "/healthz", method: .get).status == .ok)
      let german = try await bench.browser().get("/health", client, language: "de").text
      #expect(german.contains("3 Sachen gehen nicht"))
    }
  }

  @Test func mailThatNobodySendsIsFound() async throws {
    let bench = try DeskBench()
    _ = try bench.work.receiveReport(
      ReportForm(address: EmailAddress("ana@acme.example"), subject: "x", text: "y"), client: "test")
    bench.advance(.hours(3))
    try await bench.visit { client in
      let page = try await bench.browser().get("/health", client).text
      #expect(page.contains("Mail has waited for 3\u{202F}h."))
      #expect(page.contains("<a href=\"/tickets/1\">SD-1</a>"))
      #expect(try await client.execute(uri: "/readyz", method: .get).status == .serviceUnavailable)
    }
  }

  @Test func whatWaitsForSomebodyIsNeitherFineNorFailing() async throws {
    let bench = try DeskBench()
    try quarantine(bench, key: 1)
    try quarantine(bench, reason: "", disposition: .bounce, key: 2)
    try quarantine(bench, reason: "", disposition: .bounce, key: 3)
    try await bench.visit { client in
      let page = try await bench.browser().get("/health", client).text
      #expect(page.contains("Works, 2 things to look at") && !page.contains("Everything works"))
      #expect(page.contains("1 message is quarantined.") && page.contains("<a href=\"#aside\">Release or discard</a>"))
      #expect(page.contains("2 bounces came of mail that we did not send."))
      #expect(!page.contains("panel bad") && !page.contains("mark failing"))
      // Nothing that a load balancer should turn away from.
      #expect(try await client.execute(uri: "/readyz", method: .get).status == .ok)
      bench.server.site.board.note("delivery", trouble: "no route", at: bench.now)
      #expect(try await bench.browser().get("/health", client).text.contains("1 thing is failing"))
    }
  }

  @Test func whoWroteWhatIsPutAsideIsSaid() async throws {
    let bench = try DeskBench()
    let body = String(repeating: "long ", count: 100_000)
    try quarantine(
      bench,
      "From: =?utf-8?q?J=C3=B6rg_=3Cb=3EWei=C3=9F?= <joerg@acme.example>\r\nSubject: =?utf-8?q?Rechnung_=3Cscript=3E?=\r\n\r\n"
        + body, key: 1)
    try quarantine(bench, "no header at all", reason: "error: x", key: 2)
    try quarantine(
      bench, "From: eve@evil.example\r\nSubject: Kills\r\n\r\nx", reason: "attempts: 3", key: 3)
    try quarantine(
      bench, "From: \u{202E}Ana <ana@acme.example>\r\nSubject: \(String(repeating: "s", count: 5000))\r\n\r\nx", key: 4)
    try await bench.visit { client in
      let page = try await bench.browser().get("/health", client).text
      #expect(page.contains("Jörg &lt;b&gt;Weiß") && page.contains("joerg@acme.example"))
      #expect(page.contains("Rechnung &lt;script&gt;") && !page.contains("<script>Rechnung"))
      #expect(page.contains("Unknown sender") && page.contains("(no subject)"))
      // It ended the program when it was read: it is not read for this page.
      #expect(!page.contains("evil.example") && page.contains("1764.M1P3.mx"))
      #expect(!page.contains("\u{202E}") && !page.contains(String(repeating: "s", count: 300)))
    }
  }

  @Test func theQuarantineIsWorkedFromThePage() async throws {
    let bench = try DeskBench()
    try quarantine(bench)
    try await bench.visit { client in
      let alice = try bench.browser()
      let page = try await alice.get("/health", client).text
      #expect(page.contains("Marked as spam") && page.contains("maildir:/var/mail/&lt;b&gt;"))
      #expect(page.contains("value=\"release\"") && page.contains("value=\"discard\""))
      let dora = try await bench.browser("dora").get("/health", client).text
      #expect(!dora.contains("value=\"release\""))
      let refused = try await bench.browser("dora").post(
        "/health/intake", [("row", "1"), ("action", "release")], client)
      #expect(refused.status == .forbidden)
      let foreign = try await alice.post(
        "/health/intake", [("row", "1"), ("action", "release")], token: false, client)
      #expect(foreign.status == .forbidden)
      for row in ["", "x", "9223372036854775808"] {
        let bad = try await alice.post("/health/intake", [("row", row), ("action", "release")], client)
        #expect(bad.status == .badRequest)
      }
      let released = try await alice.post("/health/intake", [("row", "1"), ("action", "release")], client)
      #expect(released.headers[.location] == "/tickets/1")
      let again = try await alice.post("/health/intake", [("row", "1"), ("action", "discard")], client)
      #expect(again.status == .conflict && again.text.contains("cannot be discarded"))
    }
    #expect(try bench.work.store.intakeTotals()[.quarantined] == 0)
  }
}

@Suite struct MetricsTests {
  @Test func aTokenThatMayReadOpensThem() async throws {
    let bench = try DeskBench { $0.version = "0.1.0\"\\" }
    try bench.ticket("One", assignee: "bob")
    try bench.ticket("Two", priority: .high)
    bench.advance(.hours(9))
    let reader = try bench.work.issueToken(
      name: "scrape", scopes: [.read], expires: nil, of: "dora", by: .operator("alice"))
    let writer = try bench.work.issueToken(
      name: "write", scopes: [.write], expires: nil, of: "bob", by: .operator("alice"))
    try await bench.visit { client in
      func get(_ authorization: String?) async throws -> TestResponse {
        let headers: HTTPFields = authorization.map { [.authorization: $0] } ?? [:]
        return try await client.execute(uri: "/metrics", method: .get, headers: headers)
      }
      // In memory the peer has no address, and so is not of this machine.
      for refused in [nil, "Bearer", "Bearer x", "Basic \(reader.secret)", "Bearer \(writer.secret)"] {
        let answer = try await get(refused)
        #expect(answer.status == .unauthorized && answer.headers[.wwwAuthenticate] == "Bearer", "\(refused ?? "")")
        #expect(!answer.text.contains("servicedesk_"))
      }
      let answer = try await get("Bearer \(reader.secret)")
      #expect(answer.status == .ok)
      #expect(answer.headers[.contentType] == "text/plain; version=0.0.4; charset=utf-8")
      let lines = answer.text.split(separator: "\n").map(String.init)
      #expect(lines.contains("servicedesk_build_info{version=\"0.1.0\\\"\\\\\"} 1"))
      #expect(lines.contains("servicedesk_tickets{status=\"new\"} 1"))
      #expect(lines.contains("servicedesk_tickets{status=\"open\"} 1"))
      #expect(lines.contains("servicedesk_tickets_overdue 2"))
      #expect(lines.contains("servicedesk_tickets_unassigned 1"))
      #expect(lines.contains("servicedesk_http_requests_total{code=\"4xx\"} 5"))
      expectFormat(lines)
    }
  }

  /// Each family: its help, its type, and its lines together, none of them twice.
  private func expectFormat(_ lines: [String]) {
    var family = ""
    var seen: Set<String> = []
    var samples: Set<Substring> = []
    for line in lines {
      let words = line.split(separator: " ", maxSplits: 3).map(String.init)
      if line.hasPrefix("# HELP ") {
        family = words[2]
        #expect(seen.insert(family).inserted && words.count == 4)
      } else if line.hasPrefix("# TYPE ") {
        #expect(words[2] == family && ["gauge", "counter"].contains(words[3]))
      } else {
        #expect(line.prefix { $0 != "{" && $0 != " " } == family, "\(line)")
        #expect(samples.insert(line.prefix { $0 != " " }).inserted, "\(line)")
        #expect(line.split(separator: " ").last.flatMap { Double($0) } != nil, "\(line)")
      }
    }
    #expect(seen.count > 10)
  }

  @Test func thisMachineMayReadThemButNoProxyForOthers() async throws {
    let bench = try DeskBench()
    try await Application(router: bench.server.router(), configuration: .init(address: .hostname("127.0.0.1", port: 0)))
      .test(.live) { client in
        #expect(try await client.execute(uri: "/metrics", method: .get).status == .ok)
        for name in ["X-Forwarded-For", "Forwarded", "X-Real-IP", "Via"] {
          let field = try #require(HTTPField.Name(name))
          let answer = try await client.execute(uri: "/metrics", method: .get, headers: [field: "192.0.2.1"])
          #expect(answer.status == .unauthorized, "\(name)")
        }
      }
  }

  @Test(arguments: [
    ("127.0.0.1", true), ("127.9.9.9", true), ("::1", true), ("::ffff:127.0.0.1", true), ("192.0.2.1", false),
    ("", false), ("1::1", false),
  ])
  func thisMachineIsKnownByItsAddress(_ address: String, _ isLoopback: Bool) {
    #expect(MetricsResource.isLoopback(address) == isLoopback)
  }
}
