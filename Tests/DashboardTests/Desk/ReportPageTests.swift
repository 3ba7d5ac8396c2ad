import Desk
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import NIOCore
import Store
import Testing

@testable import Dashboard
@testable import Work

/// The public form, from outside: nobody is signed in.
@Suite struct ReportPageTests {
  private static let typed = [
    ("name", "Ana Lima"), ("address", "ana@acme.example"), ("subject", "Checkout fails"), ("text", "With a 502."),
  ]

  private func bench() throws -> DeskBench {
    try DeskBench {
      $0.hasReportForm = true
      // In memory the peer has no address: it counts as a proxy here, so that tests can be many clients.
      $0.trustedProxies = [""]
    }
  }

  private func stamp(_ bench: DeskBench, _ client: any TestClientProtocol) async throws -> String {
    let stamp = try #require(try await client.execute(uri: "/report", method: .get).value(of: "form"))
    bench.advance(.seconds(20))
    return stamp
  }

  private func send(
    _ changes: [String: String], files: [MultipartBody.File] = [], from address: String = "192.0.2.1",
    _ client: any TestClientProtocol
  ) async throws -> TestResponse {
    let known = Self.typed.map(\.0)
    let fields = Self.typed.map { ($0.0, changes[$0.0] ?? $0.1) }
    let body = MultipartBody(
      fields: fields + changes.filter { !known.contains($0.key) }.map { ($0.key, $0.value) }, files: files)
    var headers: HTTPFields = [.contentType: MultipartBody.contentType]
    if let name = HTTPField.Name("X-Forwarded-For") { headers[name] = address }
    return try await client.execute(uri: "/report", method: .post, headers: headers, body: body.buffer)
  }

  private func tickets(_ bench: DeskBench) throws -> Int { try bench.work.store.deskStatistics().tickets }

  @Test func itIsClosedUnlessConfigured() async throws {
    let bench = try DeskBench()
    try await bench.visit { client async throws in
      for path in ["/report", "/report/sent"] {
        #expect(try await client.execute(uri: path, method: .get).status == .notFound)
      }
      #expect(try await send([:], client).status == .notFound)
    }
    #expect(try tickets(bench) == 0)
  }

  @Test func aReportIsATicketWithTheNoticeThatAMailGets() async throws {
    let bench = try bench()
    try await bench.visit { client in
      let stamp = try await stamp(bench, client)
      let file = MultipartBody.File(name: "screen.png", type: "image/png", bytes: [1, 2, 3])
      let answer = try await send(["form": stamp, "subject": "[urgent] Checkout fails"], files: [file], client)
      #expect(answer.status == .seeOther && answer.headers[.location] == "/report/sent")
      let sent = try await client.execute(uri: "/report/sent", method: .get)
      #expect(sent.text.contains("Your report has arrived"))
      #expect(!sent.text.contains("SD-1"))
    }
    let ticket = try bench.stored(TicketID(1))
    #expect(ticket.priority == .high && ticket.prioritySource == .tag)
    #expect(ticket.requester == DeskBench.ana && ticket.status == .new)
    let entry = try #require(try bench.work.store.conversation(of: ticket.id).first { $0.kind == .incoming })
    #expect(entry.attachments.map(\.filename) == ["screen.png"])
    let mails = try bench.work.store.outbox(OutboxFilter())
    #expect(mails.map(\.kind) == [.received] && mails.map(\.recipient.original) == ["ana@acme.example"])
    #expect(try bench.work.store.intake(IntakeFilter()).map(\.mailbox) == ["form:report"])
  }

  @Test func whoeverFillsInWhatNobodySeesIsToldThatAllIsWell() async throws {
    let bench = try bench()
    try await bench.visit { client in
      let stamp = try await stamp(bench, client)
      let answer = try await send(["form": stamp, "website": "https://spam.example"], client)
      #expect(answer.status == .seeOther && answer.headers[.location] == "/report/sent")
    }
    #expect(try tickets(bench) == 0)
    #expect(try bench.work.store.outbox(OutboxFilter()).isEmpty)
  }

  @Test func fasterThanAnybodyTypesIsSentAgain() async throws {
    let bench = try bench()
    try await bench.visit { client in
      let stamp = try #require(try await client.execute(uri: "/report", method: .get).value(of: "form"))
      bench.advance(.seconds(1))
      let early = try await send(["form": stamp], client)
      #expect(early.status == .unprocessableContent)
      #expect(early.text.contains("Look over what you wrote, then send it again."))
      #expect(early.text.contains("value=\"Checkout fails\"") && early.text.contains("With a 502."))
      #expect(early.value(of: "form") == stamp)
      bench.advance(.seconds(5))
      #expect(try await send(["form": stamp], client).status == .seeOther)
    }
    #expect(try tickets(bench) == 1)
  }

  @Test(arguments: ["", "1795684320.AAAA", "x", "99999999999999999999.YQ=="])
  func aFormThatIsNotFromHereIsShownAgainWithAllThatWasTyped(_ forged: String) async throws {
    let bench = try bench()
    try await bench.visit { client in
      let page = try await send(["form": forged], client)
      #expect(page.status == .unprocessableContent && page.text.contains("Nothing is lost. Send it again."))
      let fresh = try #require(page.value(of: "form"))
      #expect(try await send(["form": fresh], client).status == .seeOther)
    }
  }

  @Test func whoSendsTooManyWaits() async throws {
    let bench = try bench()
    try await bench.visit { client in
      let stamp = try await stamp(bench, client)
      for number in 0..<6 {
        let answer = try await send(["form": stamp, "subject": "Report \(number)"], client)
        #expect(answer.status == .seeOther, "\(number)")
      }
      let refused = try await send(["form": stamp, "subject": "One more"], client)
      #expect(refused.status == .tooManyRequests)
      #expect(refused.headers[.retryAfter].flatMap { Int($0) }.map { $0 > 3000 } == true)
      #expect(refused.text.contains("or write to support@desk.example."))
      #expect(refused.text.contains("value=\"One more\""))
      // Somebody else is not kept waiting, and an hour later nobody is.
      #expect(try await send(["form": stamp], from: "192.0.2.9", client).status == .seeOther)
      bench.advance(.hours(1))
      #expect(try await send(["form": stamp, "subject": "Later"], client).status == .seeOther)
    }
    #expect(try tickets(bench) == 8)
  }

  @Test func whoTriesWithoutEndIsRefusedBeforeAnythingIsRead() async throws {
    let bench = try bench()
    try await bench.visit { client in
      var last = try await send(["address": "x"], client)
      for _ in 0..<30 { last = try await send(["address": "x"], client) }
      #expect(last.status == .tooManyRequests)
      #expect(last.headers[.retryAfter] != nil && last.text.contains("Nothing was sent. Try again in"))
      #expect(try await send(["address": "x"], from: "192.0.2.7", client).status == .unprocessableContent)
    }
  }

  @Test func manyNetworksTogetherHaveALimitToo() async throws {
    let bench = try bench()
    try await bench.visit { client in
      let stamp = try await stamp(bench, client)
      var statuses: [HTTPResponse.Status] = []
      for number in 0..<130 {
        let sender = "2001:db8:\(String(number, radix: 16))::1"
        statuses.append(
          try await send(
            ["form": stamp, "subject": "Report \(number)", "address": "a\(number)@acme.example"], from: sender, client
          ).status)
      }
      #expect(statuses.prefix(120).allSatisfy { $0 == .seeOther })
      #expect(statuses.suffix(10).allSatisfy { $0 == .tooManyRequests })
    }
  }

  @Test func nothingThatIsTypedIsMarkup() async throws {
    let bench = try bench()
    let hostile = "\"'></textarea><script>alert(1)</script>\u{0301}<img src=x onerror=alert(1)>"
    try await bench.visit { client in
      let page = try await send(
        ["name": hostile, "address": hostile, "subject": hostile, "text": hostile, "form": hostile, "held": hostile],
        files: [.init(name: hostile, bytes: [1])], client)
      #expect(page.status == .unprocessableContent)
      #expect(!page.text.contains("<script>alert") && !page.text.contains("<img src=x"))
      #expect(!page.text.contains("></textarea><"))
    }
  }

  @Test func aLineBreakMakesNoHeaderOfItsOwn() async throws {
    let bench = try bench()
    try await bench.visit { client in
      let stamp = try await stamp(bench, client)
      let inject = "x\r\nBcc: victim@acme.example\r\nX-Priority: 1\r\n\r\nhello"
      #expect(try await send(["form": stamp, "name": inject, "subject": inject], client).status == .seeOther)
      for address in ["ana@acme.example\r\nBcc: victim@acme.example", "ana@acme.example, victim@acme.example"] {
        #expect(try await send(["form": stamp, "address": address], client).status == .unprocessableContent)
      }
    }
    #expect(try tickets(bench) == 1)
    #expect(try bench.stored(TicketID(1)).priority == .medium)
    #expect(try bench.work.store.outbox(OutboxFilter()).map(\.recipient.original) == ["ana@acme.example"])
  }

  @Test func whatIsTooLargeIsRefusedInWords() async throws {
    let bench = try bench()
    try await bench.visit { client in
      let stamp = try await stamp(bench, client)
      let large = MultipartBody.File(name: "a.bin", bytes: [UInt8](repeating: 0, count: 10_500_000))
      let kept = try await send(["form": stamp], files: [large], client)
      #expect(kept.status == .unprocessableContent && kept.text.contains("10\u{202F}MB fit"))
      let huge = MultipartBody.File(name: "a.bin", bytes: [UInt8](repeating: 0, count: 12_000_000))
      let refused = try await send(["form": stamp], files: [huge], client)
      #expect(refused.status == .contentTooLarge)
      #expect(refused.text.contains("Attachments may be 10\u{202F}MB together."))
      let many = (0..<11).map { MultipartBody.File(name: "\($0)", bytes: [1]) }
      #expect(
        try await send(["form": stamp], files: many, client).text.contains("Leave out all but 10 of the 11 files."))
    }
    #expect(try tickets(bench) == 0)
  }

  @Test func aBlockedSenderLearnsNothing() async throws {
    let bench = try bench()
    try bench.work.perform { transaction in
      try transaction.block(
        Block(pattern: "ana@acme.example", reason: "spam", author: "alice", createdAt: transaction.now))
    }
    try await bench.visit { client in
      let stamp = try await stamp(bench, client)
      let answer = try await send(["form": stamp], client)
      #expect(answer.status == .seeOther && answer.headers[.location] == "/report/sent")
    }
    #expect(try tickets(bench) == 0)
    #expect(try bench.work.store.outbox(OutboxFilter()).isEmpty)
  }

  @Test func anotherSiteCannotFileOne() async throws {
    let bench = try bench()
    try await bench.visit { client in
      let stamp = try await stamp(bench, client)
      let body = "form=\(URLEncoded.encoded(stamp))&address=ana%40acme.example&subject=x&text=y"
      let answer = try await client.execute(
        uri: "/report", method: .post,
        headers: [.contentType: "application/x-www-form-urlencoded", .origin: "https://evil.example"],
        body: ByteBuffer(string: body))
      #expect(answer.status == .forbidden)
    }
    #expect(try tickets(bench) == 0)
  }
}
