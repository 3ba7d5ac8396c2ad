import Desk
import Store
import Testing
import Work

@Suite struct SessionTests {
  private static let password = "a plain long phrase"

  private let bench: Workbench

  init() throws {
    bench = try Workbench()
    try bench.work.setPassword(Self.password, of: "alice", by: .desk)
  }

  private func signIn() throws -> NewSession {
    let outcome = try bench.work.signIn(name: "alice", password: Self.password, client: "203.0.113.7")
    guard case .signedIn(let new) = outcome else { throw Refusal(.notPermitted, "not signed in: \(outcome)") }
    return new
  }

  private func isAlive(_ new: NewSession) throws -> Bool { try bench.work.session(token: new.token) != nil }

  @Test("a session ends after twelve hours without a request")
  func itEndsWhenIdle() throws {
    let new = try signIn()
    bench.advance(.seconds(12 * 3600 - 1))
    #expect(try isAlive(new))
    bench.advance(.seconds(12 * 3600 - 1))
    #expect(try isAlive(new))
    bench.advance(.hours(12))
    #expect(try !isAlive(new))
  }

  @Test("a session ends after fourteen days, however busy it is")
  func itEndsInAnyCase() throws {
    let new = try signIn()
    var hours = 0
    while try isAlive(new), hours < 1000 {
      bench.advance(.hours(6))
      hours += 6
    }
    #expect(hours == 14 * 24)
  }

  @Test("reading pages writes at most every five minutes")
  func itIsExtendedSeldom() throws {
    let new = try signIn()
    let reader = try TicketStore.open(at: bench.store.path, mode: .read, now: { [bench] in bench.now })
    func seen() throws -> [Instant] { try reader.sessions(of: "alice").map(\.seenAt) }
    let began = bench.now
    bench.advance(.minutes(4))
    #expect(try isAlive(new))
    #expect(try seen() == [began])
    bench.advance(.minutes(1))
    #expect(try isAlive(new))
    #expect(try seen() == [bench.now])
  }

  @Test("signing out ends this session and no other; signing out everywhere keeps the one that is named")
  func itEndsWhenAsked() throws {
    let (first, second, third) = try (signIn(), signIn(), signIn())
    try bench.work.signOut(first.session)
    #expect(try [first, second, third].map(isAlive) == [false, true, true])
    #expect(try bench.work.signOutEverywhere("alice", but: third.session) == 1)
    #expect(try [second, third].map(isAlive) == [false, true])
  }

  @Test("a disabled operator is out at once, and is not in again when enabled")
  func itEndsWithItsOperator() throws {
    let new = try signIn()
    try bench.change("alice") { $0.isDisabled = true }
    #expect(try !isAlive(new))
    try bench.change("alice") { $0.isDisabled = false }
    #expect(try !isAlive(new))
  }

  @Test("a changed role counts from the next request on")
  func itKnowsTheRole() throws {
    let new = try signIn()
    try bench.change("alice") { $0.role = .readOnly }
    #expect(try bench.work.session(token: new.token)?.operator.role == .readOnly)
  }

  @Test("neither tokens nor passwords lie in the database, and what is over is swept")
  func theFileHoldsNoSecrets() throws {
    let new = try signIn()
    #expect(try !bench.fileHolds(new.token))
    #expect(try !bench.fileHolds(Self.password))
    // The digest is there: what is looked for would be found.
    #expect(try bench.fileHolds("203.0.113.7"))
    bench.advance(.days(2))
    let last = try signIn()
    #expect(try bench.store.sessions(of: "alice").map(\.digest) == [last.session.digest])
  }
}
