import Desk
import Store
import Testing
import Work

@Suite struct TokenTests {
  private let bench: Workbench
  private var work: DeskWork { bench.work }

  init() throws { bench = try Workbench() }

  private func issue(
    _ scopes: Set<Scope> = [.read, .write], of owner: String = "bob", expires: Span? = nil, by actor: Actor? = nil
  ) throws -> (secret: String, token: APIToken) {
    try work.issueToken(
      name: "monitoring", scopes: scopes, expires: expires, of: owner, by: actor ?? .operator(owner))
  }

  @Test("a token speaks for its operator within its scopes")
  func aTokenSpeaks() throws {
    let (secret, token) = try issue([.read])
    #expect(secret.hasPrefix("sd_"))
    let bearer = try #require(try work.bearer(secret: secret))
    #expect(bearer.operator.name == "bob")
    #expect(bearer.scopes == [.read])
    #expect(bearer.token == token.id)
    let others = [
      "", "sd_", secret + "x", String(secret.dropLast()), String(secret.dropFirst(3)),
      "sd_" + String(repeating: "a", count: 100_000),
    ]
    for other in others { #expect(try work.bearer(secret: other) == nil) }
  }

  @Test(
    arguments: [
      ("bob", [.read, .write, .admin]), ("bob", [.admin]), ("dora", [.write]), ("dora", [.read, .admin]),
    ] as [(String, Set<Scope>)])
  func noTokenReachesBeyondItsOperator(_ owner: String, _ scopes: Set<Scope>) throws {
    #expect(try refusal { try issue(scopes, of: owner) }.code == .notPermitted)
    #expect(try work.tokens(of: owner).isEmpty)
  }

  @Test("a token can do less as soon as its operator can")
  func rolesBindTokens() throws {
    let secret = try issue().secret
    try bench.change("bob") { $0.role = .readOnly }
    #expect(try work.bearer(secret: secret)?.scopes == [.read])
    try bench.change("bob") { $0.isDisabled = true }
    #expect(try work.bearer(secret: secret) == nil)
    #expect(try refusal { try issue([.read], by: Workbench.alice) }.code == .notPermitted)
  }

  @Test("a token ends when it is said to, and at once when it is revoked")
  func tokensEnd() throws {
    let (short, long) = try (issue(expires: .days(90)), issue())
    bench.advance(.seconds(90 * 86_400 - 1))
    #expect(try work.bearer(secret: short.secret) != nil)
    bench.advance(.seconds(1))
    #expect(try work.bearer(secret: short.secret) == nil)
    #expect(try work.tokens(of: "bob").map { $0.isExpired(at: bench.now) } == [true, false])
    try work.revokeToken(long.token.id, by: Workbench.alice)
    #expect(try work.bearer(secret: long.secret) == nil)
    #expect(try refusal { try work.revokeToken(long.token.id, by: Workbench.alice) }.code == .unknownRow)
    // A number is never given twice: events name it.
    #expect(try issue().token.id == long.token.id + 1)
  }

  @Test("the token of another is not there for whoever may end only their own")
  func othersTokensAreOutOfReach() throws {
    let token = try issue().token
    #expect(try refusal { try work.revokeToken(token.id, of: "carol", by: Workbench.carol) }.code == .unknownRow)
    #expect(try work.tokens() == [token])
  }

  @Test("its last use is written down, at most once an hour")
  func usesAreNoted() throws {
    let secret = try issue().secret
    func used() throws -> Instant? { try work.tokens().first?.usedAt }
    #expect(try used() == nil)
    _ = try work.bearer(secret: secret)
    let first = bench.now
    bench.advance(.minutes(59))
    _ = try work.bearer(secret: secret)
    #expect(try used() == first)
    bench.advance(.minutes(1))
    _ = try work.bearer(secret: secret)
    #expect(try used() == bench.now)
  }

  @Test("what cannot be a token is refused")
  func nonsenseIsRefused() throws {
    func make(_ name: String, _ scopes: Set<Scope>, _ life: Span?) throws -> Refusal.Code {
      try refusal { try work.issueToken(name: name, scopes: scopes, expires: life, of: "bob", by: .desk) }.code
    }
    #expect(try make(" \n ", [.read], nil) == .badValue)
    #expect(try make(String(repeating: "é", count: 51), [.read], nil) == .badValue)
    #expect(try make("a", [], nil) == .badValue)
    #expect(try make("a", [.read], .seconds(0)) == .badValue)
    #expect(try refusal { try issue(of: "nobody", by: .desk) }.code == .unknownOperator)
  }

  @Test("tokens are audited by number, and their secrets are kept nowhere")
  func tokensAreAudited() throws {
    let (secret, token) = try issue(expires: .days(1))
    try work.revokeToken(token.id, by: Workbench.alice)
    let events = try bench.eventLog().prefix(2)
    #expect(events.map(\.kind) == [.tokenRevoked, .tokenIssued])
    #expect(events.map(\.actor) == ["alice", "bob"])
    #expect(events.allSatisfy { $0.details.first == Event.Detail("token", String(token.id)) })
    #expect(try !bench.fileHolds(secret))
    #expect(try !bench.fileHolds(secret.dropFirst(3)))
  }
}
