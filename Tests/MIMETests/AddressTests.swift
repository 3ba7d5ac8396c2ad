import MIME
import Testing

@Suite struct AddressTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let field: String
    let expected: [String]
    var testDescription: String { field }

    init(_ field: String, _ expected: String...) {
      self.field = field
      self.expected = expected
    }
  }

  /// Each expectation is `name|address`.
  static let cases = [
    Case("a@example.org", "|a@example.org"),
    Case("Ann <a@example.org>", "Ann|a@example.org"),
    Case("\"Doe, John\" <j@example.org>", "Doe, John|j@example.org"),
    Case("\"Ann \\\"the boss\\\" Lee\" <a@example.org>", "Ann \"the boss\" Lee|a@example.org"),
    Case("a@example.org (Ann Lee)", "Ann Lee|a@example.org"),
    Case("a@example.org (Ann (the boss) Lee)", "Ann (the boss) Lee|a@example.org"),
    Case("a@example.org, b@example.org", "|a@example.org", "|b@example.org"),
    Case("a@example.org; b@example.org", "|a@example.org", "|b@example.org"),
    Case(
      "Team: Ann <a@example.org>, b@example.org;, c@example.org", "Ann|a@example.org", "|b@example.org",
      "|c@example.org"),
    Case("undisclosed-recipients:;"),
    Case("Undisclosed recipients: ;"),
    Case("<>"),
    Case(""),
    Case(" , ,, "),
    Case("=?utf-8?q?J=C3=BCrgen?= <j@example.org>", "Jürgen|j@example.org"),
    Case("\"=?utf-8?q?J=C3=BCrgen?=\" <j@example.org>", "Jürgen|j@example.org"),
    Case("=?utf-8?q?J=C3=BC?= =?utf-8?q?rgen?= <j@example.org>", "Jürgen|j@example.org"),
    Case("Jürgen <j@example.org>", "Jürgen|j@example.org"),
    Case("a @ example . org", "|a@example.org"),
    Case("<@relay.example,@other.example:a@example.org>", "|a@example.org"),
    Case("<<a@example.org>>", "|a@example.org"),
    Case("\"a b\"@example.org", "|\"a b\"@example.org"),
    Case("a@[192.0.2.1]", "|a@[192.0.2.1]"),
    Case("a@[IPv6:2001:db8::1]", "|a@[IPv6:2001:db8::1]"),
    Case("Ann\r\n Lee\r\n <a@example.org>", "Ann Lee|a@example.org"),
    Case("Ann <a@example.org> Bob <b@example.org>", "Ann|a@example.org", "Bob|b@example.org"),
    Case("Ann <a@example.org, Bob <b@example.org>", "Ann|a@example.org", "Bob|b@example.org"),
    Case("Ann Lee a@example.org", "Ann Lee|a@example.org"),
    Case("root", "|root"),
    Case("broken entry here, a@example.org", "|a@example.org"),
    Case("J. P. Smith <j@example.org>", "J. P. Smith|j@example.org"),
    Case("a.b.@example.org", "|a.b.@example.org"),
    Case("<a@example.org> (Ann)", "Ann|a@example.org"),
    Case("üser@exämple.org", "|üser@exämple.org"),
  ]

  @Test(arguments: cases) func readsAsSent(_ example: Case) {
    let read = message("To: \(example.field)\n\n").to.map { "\($0.name ?? "")|\($0.address)" }
    #expect(read == example.expected)
  }

  @Test func anEntryThatIsNoAddressIsNotedAndHidesNoOther() {
    let mail = message("From: x\nTo: a b c, z@example.org\n\n")
    #expect(mail.to.map(\.address) == ["z@example.org"])
    #expect(mail.fieldDefects.contains { $0.code == .badAddress })
  }

  @Test func twoFieldsOfANameAreReadTogether() {
    let mail = message("To: a@example.org\nTo: b@example.org\n\n")
    #expect(mail.to.map(\.address) == ["a@example.org", "b@example.org"])
    #expect(mail.fieldDefects.contains { $0.code == .duplicateField })
  }

  @Test func theReturnPathTellsNullFromAnAddress() {
    #expect(message("Return-Path: <>\n\n").returnPath == .null)
    #expect(message("Return-Path: < >\n\n").returnPath == .null)
    #expect(message("Return-Path: <a@example.org>\n\n").returnPath == .address("a@example.org"))
    #expect(message("Return-Path: a@example.org\n\n").returnPath == .address("a@example.org"))
    #expect(message("Subject: x\n\n").returnPath == nil)
  }

  @Test func aMillionOpenParenthesesEnd() {
    let mail = message("To: " + String(repeating: "(", count: 1_000_000) + "\nSubject: x\n\n")
    #expect(mail.to.isEmpty)
    #expect(mail.subject == "x")
  }
}
