import Desk
import Testing

@testable import servicedesk

/// The command line: what it takes, and what it says to slips of the fingers.
@Suite struct UsageTests {
  @Test(
    arguments: [
      ("bbo", ["alice", "bob", "carol"], "bob"), ("mailbox", ["mailboxes", "name"], "mailboxes"),
      ("lst", ["list", "show"], "list"),
      ("resovle", ["resolve", "reopen"], "resolve"), ("hgih", ["high", "medium", "low"], "high"),
      ("pend", ["open", "pending"], "pending"),
      ("bsh", ["zsh", "bash", "fish"], "bash"),
    ])
  func theNearestNameIsFound(_ word: String, _ names: [String], _ nearest: String) {
    #expect(NearestName.of(word, among: names) == nearest)
  }

  @Test func nothingIsSuggestedForWhatIsFarFromEverything() {
    #expect(NearestName.of("zebra", among: ["list", "show"]) == nil)
    #expect(NearestName.of("x", among: []) == nil)
  }

  @Test func anUnknownOperatorIsAnsweredWithTheNearestAndAll() {
    let error = UsageError(no: "operator", "bbo", among: ["alice", "bob", "carol"], listedAs: "Operators")
    #expect(error.description == "no operator 'bbo'. Did you mean 'bob'? Operators: alice, bob, carol")
  }

  @Test func globalOptionsMayStandBeforeTheCommand() {
    let moved = Arguments.withGlobalOptionsBehindTheCommand([
      "--config", "a", "--json", "intake", "list", "--limit", "3",
    ])
    #expect(moved == ["intake", "list", "--config", "a", "--json", "--limit", "3"])
    #expect(Arguments.withGlobalOptionsBehindTheCommand(["list", "--json"]) == ["list", "--json"])
    #expect(Arguments.withGlobalOptionsBehindTheCommand(["--version"]) == ["--version"])
  }

  @Test(
    arguments: [
      (["lst"], "no command 'lst'. Did you mean 'list'? All commands: servicedesk --help"),
      (["zebra"], "no command 'zebra'. All commands: servicedesk --help"),
      (["intake", "lsit"], "no command 'intake lsit'. Did you mean 'list'? All commands: servicedesk intake --help"),
      (
        ["list", "--prioriti", "high"],
        "unknown option '--prioriti'. Did you mean '--priority'? See: servicedesk list --help"
      ),
      (["show"], "missing expected argument '<ticket>'. See: servicedesk show --help"),
    ])
  func aSlipIsAnsweredOnOneLine(_ arguments: [String], _ expected: String) throws {
    #expect(throws: UsageError(expected)) { try Launch.parse(arguments) }
  }

  @Test func tagsThatBeginWithAMinusAreArguments() throws {
    let command = try #require(try Launch.parse(["tag", "19", "+billing", "-unclear", "--json"]) as? TagCommand)
    #expect(command.words == ["19", "+billing", "-unclear"] && command.options.json)
  }

  @Test(arguments: [
    "", "yesterday-ish", "2026-13-01", "2026-11-24T25:00:00Z", "2026-11-24T09:12:00", "-3d", "99999999999d",
  ])
  func whatIsNoMomentIsRefused(_ text: String) {
    #expect(throws: UsageError.self) { try TimeWord.since(text, now: Instant(seconds: 0)) }
  }

  @Test func peopleAreReadWithAndWithoutNames() throws {
    #expect(
      try Named.person("Ana Lima <ana@acme.example>")
        == Person(name: "Ana Lima", address: EmailAddress("ana@acme.example")))
    #expect(try Named.person("ana@acme.example") == Person(name: nil, address: EmailAddress("ana@acme.example")))
    #expect(throws: UsageError.self) { try Named.person("Ana") }
    #expect(throws: UsageError.self) { try Named.person("a@b>\r\nRCPT TO:<x@y>") }
  }

  @Test(arguments: [("60s", 60), ("90m", 5400), ("24h", 86_400), ("7d", 604_800), ("2w", 1_209_600), ("0", 0)])
  func lengthsOfTimeAreRead(_ text: String, _ seconds: Int64) {
    #expect(Quantity.span(text) == .seconds(seconds))
  }

  @Test(arguments: ["", "7", "7 days", "-1h", "1.5h", "h", "9223372036854775807w", "１h"])
  func whatIsNoLengthOfTimeIsNil(_ text: String) {
    #expect(Quantity.span(text) == nil)
  }

  @Test(arguments: [("50MB", 50 << 20), ("500kB", 500 << 10), ("1 GB", 1 << 30), ("1024", 1024)])
  func sizesAreRead(_ text: String, _ bytes: Int) {
    #expect(Quantity.bytes(text) == bytes)
  }
}
