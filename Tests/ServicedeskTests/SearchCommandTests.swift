import Support
import Testing

@Suite struct SearchCommandTests {
  private let desk: SampleDesk

  init() throws {
    desk = try SampleDesk()
    try desk.open()
  }

  private func ids(_ arguments: String...) throws -> [String] {
    let run = try desk.run(["search", "--json"] + arguments)
    #expect(run.status == 0 && run.errors.isEmpty, "\(run.errors)")
    return run.output.split(separator: "\n").compactMap { try? #/"id":"([^"]+)"/#.firstMatch(in: $0)?.output.1 }
      .map(String.init)
  }

  @Test func operatorsNarrowASearchDownAndOptionsDoToo() throws {
    defer { desk.remove() }
    let all = try ids("from:example")
    let high = try ids("from:example", "is:high")
    #expect(!high.isEmpty && high.count < all.count)
    #expect(try ids("from:example", "--priority", "high") == high)
    #expect(try ids("from:example", "priority:low", "--priority", "high") == high, "an option has the last word")
    #expect(try ids("is:high", "--limit", "0").count >= high.count)
    #expect(try ids("from:example", "--limit", "3") == Array(all.prefix(3)))
  }

  @Test func aSlipIsSaidOnStandardErrorAlone() throws {
    defer { desk.remove() }
    let run = try desk.run(["search", "vpn", "is:overdu"])
    #expect(run.status == 0)
    #expect(run.errors == "servicedesk: is:overdu was searched as a word. Did you mean is:overdue?\n")
    #expect(run.output.hasPrefix("No message has all of: vpn is:overdu"), "\(run.output)")
  }

  @Test func whatWasProbablyMeantIsAsked() throws {
    defer { desk.remove() }
    let run = try desk.run(["search", "druckeer"])
    #expect(run.output == "No message has all of: druckeer. Did you mean: drucker\n", "\(run.output)")
  }

  @Test func withoutWordsTheMostUrgentComeFirst() throws {
    defer { desk.remove() }
    let run = try desk.run(["search", "is:unfinished", "--limit", "2"])
    #expect(run.output.hasSuffix("2 tickets or more, most urgent first. More: --limit 0\n"), "\(run.output)")
  }
}
