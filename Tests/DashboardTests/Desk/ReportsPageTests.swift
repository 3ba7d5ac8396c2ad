import Desk
import Foundation
import HTTPTypes
import HummingbirdTesting
import Store
import Testing

@testable import Dashboard
@testable import Work

@Suite struct ReportsPageTests {
  private static let hostile = "=HYPERLINK(\"//evil\")<script>alert(1)</script>"

  /// Two tickets of support and one of billing; one is answered late and resolved by somebody with a hostile name.
  private func desk() throws -> DeskBench {
    let bench = try DeskBench { $0.timezone = "Asia/Kathmandu" }
    try bench.work.perform { [work = bench.work] transaction in
      try work.addOperator(Operator(name: "eve", fullName: Self.hostile), by: .desk, in: transaction)
    }
    let late = try bench.ticket("Late", priority: .high, assignee: "eve")
    try bench.ticket("Open")
    try bench.ticket("Invoice", queue: "billing")
    bench.advance(.hours(2))
    try bench.work.perform { [work = bench.work] transaction in
      _ = try work.reply(late, Reply(text: "Sorry."), by: .operator("eve"), in: transaction)
      _ = try work.resolve(late, text: "Done.", by: .operator("eve"), in: transaction)
    }
    return bench
  }

  @Test func thePageSaysWhatHappened() async throws {
    let bench = try desk()
    try await bench.visit { client in
      let page = try await bench.browser().get("/reports", client)
      #expect(page.status == .ok)
      #expect(page.text.contains("<dt class=\"muted\">Opened</dt><dd class=\"value\">3</dd>"))
      #expect(page.text.contains("1 high ticket was late"))
      #expect(page.text.contains("2 more opened than resolved"))
      #expect(page.text.contains("aria-label=\"Two lines over time: 3 opened, 1 resolved."))
      let billing = try await bench.browser().get("/reports?queue=billing&days=7", client)
      #expect(billing.text.contains("<dt class=\"muted\">Opened</dt><dd class=\"value\">1</dd>"))
      #expect(billing.text.contains("None resolved in these days"))
    }
  }

  @Test func nineOfTenAreSaidOfTenOrMore() async throws {
    let bench = try desk()
    let ids = try (0..<9).map { try bench.ticket("Ticket \($0)") }
    @Sendable func answer(_ ids: ArraySlice<TicketID>) throws {
      bench.advance(.hours(1))
      try bench.work.perform { [work = bench.work] transaction in
        for id in ids { _ = try work.reply(id, Reply(text: "Yes."), by: .operator("bob"), in: transaction) }
      }
    }
    try await bench.visit { client in
      try answer(ids[..<8])
      let few = try await bench.browser().get("/reports", client).text
      #expect(!few.contains("9 of 10 within") && few.contains(">9 tickets</dd>") && few.contains(">1 ticket</dd>"))
      try answer(ids[8...])
      #expect(try await bench.browser().get("/reports", client).text.contains("9 of 10 within 2\u{202F}h"))
    }
  }

  @Test func theTableOfOperatorsSaysWhatItCounts() async throws {
    let bench = try desk()
    try await bench.visit { client in
      let page = try await bench.browser().get("/reports", client).text
      #expect(page.components(separatedBy: "Replies count for whoever wrote them").count == 2)
      #expect(page.components(separatedBy: "</table><p").count == 2)
    }
  }

  @Test func everyPictureHasItsTable() async throws {
    let bench = try desk()
    try await bench.visit { client in
      let page = try await bench.browser().get("/reports", client).text
      #expect(page.components(separatedBy: "<div class=\"picture\">").count - 1 == 5)
      #expect(page.components(separatedBy: "<div class=\"behind\"><table").count - 1 == 5)
      #expect(try await bench.browser().get("/reports?tables=1", client).text.contains("class=\"reports tables\""))
    }
  }

  @Test func nothingIsStyledInline() async throws {
    let bench = try desk()
    try await bench.visit { client in
      for path in ["/reports", "/reports?days=365", "/health", "/tickets/new"] {
        let page = try await bench.browser().get(path, client)
        #expect(!page.text.contains(" style="), "\(path)")
        #expect(!page.text.contains("<style"), "\(path)")
        #expect(page.headers[.contentSecurityPolicy]?.contains("unsafe") == false)
      }
    }
  }

  @Test func aHostileNameIsShownAndNeverRun() async throws {
    let bench = try desk()
    try await bench.visit { client in
      let page = try await bench.browser().get("/reports", client).text
      #expect(page.contains("&lt;script&gt;alert(1)&lt;/script&gt;"))
      #expect(!page.contains("<script>alert"))
      let file = try await bench.browser().get("/reports.csv", client)
      #expect(file.headers[.contentType] == "text/csv; charset=utf-8")
      #expect(
        file.headers[.contentDisposition]?.hasPrefix("attachment; filename=\"servicedesk-30-days-to-2026-") == true)
      #expect(file.text.contains("\"'=HYPERLINK("))
      #expect(!file.text.split(whereSeparator: \.isNewline).contains { $0.hasPrefix("=") || $0.hasPrefix("\"=") })
    }
  }

  @Test func theFileHasTheSameNumbers() async throws {
    let bench = try desk()
    try await bench.visit { client in
      let lines = try await bench.browser().get("/reports.csv?days=7", client).text.split(separator: "\r\n")
      let days = lines.dropFirst().prefix(7)
      #expect(days.reduce(0) { $0 + (Int($1.split(separator: ",")[1]) ?? 0) } == 3)
      #expect(lines.contains("High,1,0,1"))
      #expect(lines.contains("Nobody,0,2,0,0,0,0,"))
    }
  }

  @Test func whatIsNotKnownOpensThePageAllTheSame() async throws {
    let bench = try desk()
    try await bench.visit { client in
      for query in ["days=9999999999999999999", "days=-1", "queue=%3Cscript%3E", "tables=yes", "days=30&days=7", "%"] {
        let page = try await bench.browser().get("/reports?" + query, client)
        #expect(page.status == .ok, "\(query)")
        #expect(!page.text.contains("<script>"), "\(query)")
      }
    }
  }

  @Test func anEmptyDeskSaysWhereToGo() async throws {
    let bench = try DeskBench()
    try await bench.visit { client in
      let page = try await bench.browser().get("/reports", client).text
      #expect(page.contains("Nothing was opened, answered or resolved in these days."))
      #expect(page.contains("href=\"/reports?days=365\""))
      let german = try await bench.browser().get("/reports?days=365", client, language: "de").text
      #expect(german.contains("Noch wurde nichts eröffnet"))
    }
  }

  @Test func onlyWhoeverIsSignedInSeesThem() async throws {
    let bench = try DeskBench()
    try await bench.visit { client in
      for path in ["/reports", "/reports.csv", "/health", "/tickets/new"] {
        let page = try await client.execute(uri: path, method: .get)
        #expect(page.status == .seeOther && page.headers[.location]?.hasPrefix("/sign-in") == true, "\(path)")
      }
      #expect(try await bench.browser("dora").get("/reports", client).status == .ok)
    }
  }

  @Test func weeksTakeTheRestOfTheDaysFirst() throws {
    let start = Instant(seconds: 1_795_651_200)
    let days = (0..<365).map { ReportPeriod.Day(date: "", start: start + .days($0)) }
    let bench = try DeskBench()
    defer { withExtendedLifetime(bench) {} }
    var report = try bench.work.store.report(
      over: ReportPeriod(days: days, end: start + .days(365)),
      before: ReportPeriod(days: [], end: start))
    for index in report.days.indices { report.days[index].opened = 1 }
    let points = ReportPoint.points(of: report)
    #expect(points.count == 53)
    #expect(points.map(\.opened) == [1] + [Int](repeating: 7, count: 52))
    #expect(points.last?.start == start + .days(358))
  }
}
