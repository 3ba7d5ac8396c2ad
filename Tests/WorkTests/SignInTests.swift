import Desk
import Foundation
import Store
import Testing
import Work

@Suite struct SignInTests {
  static let password = "a plain long phrase"

  private func bench() throws -> Workbench {
    let bench = try Workbench()
    try bench.work.setPassword(Self.password, of: "alice", by: .desk)
    return bench
  }

  private func tries(_ bench: Workbench, _ name: String, _ password: String, from client: String = "203.0.113.7") throws
    -> String
  {
    switch try bench.work.signIn(name: name, password: password, client: client) {
    case .signedIn(let new): "in as \(new.session.operator.name)"
    case .refused(let left): "\(left) left"
    case .locked(let until): "locked for \(until.since(bench.now).seconds / 60) min"
    }
  }

  @Test("the right password signs in, and the session of its token is theirs")
  func theRightPasswordSignsIn() throws {
    let bench = try bench()
    guard case .signedIn(let new) = try bench.work.signIn(name: " alice ", password: Self.password, client: "::1")
    else {
      Issue.record("not signed in")
      return
    }
    #expect(try bench.work.session(token: new.token) == new.session)
    #expect(new.session.operator.name == "alice")
    #expect(new.session.csrfKey.count == 32)
    for other in ["", "x", new.token + "x", String(new.token.dropLast()), String(repeating: "y", count: 100_000)] {
      #expect(try bench.work.session(token: other) == nil)
    }
  }

  @Test("five wrong tries, and even the right password waits for fifteen minutes")
  func aNameIsLocked() throws {
    let bench = try bench()
    let answers = try (1...6).map { try tries(bench, "alice", "wrong \($0)") }
    #expect(
      answers == ["4 left", "3 left", "2 left", "1 left", "locked for 15 min", "locked for 15 min"])
    #expect(try tries(bench, "alice", Self.password, from: "198.51.100.1") == "locked for 15 min")
    bench.advance(.minutes(14))
    // What is tried meanwhile makes the pause no longer.
    #expect(try tries(bench, "alice", Self.password) == "locked for 1 min")
    bench.advance(.minutes(1))
    #expect(try tries(bench, "alice", Self.password) == "in as alice")
    #expect(try tries(bench, "alice", "wrong") == "4 left")
  }

  @Test("signing in clears what failed before, under the name and not under the client")
  func successClears() throws {
    let bench = try bench()
    for round in 1...4 {
      for _ in 1...4 { _ = try tries(bench, "alice", "wrong") }
      #expect(try tries(bench, "alice", Self.password) == "in as alice", "round \(round)")
    }
    // 16 failures of this client so far: an account of one's own is no way to try those of others for ever.
    let answers = try ["bob", "carol", "dora", "emil"].map { try tries(bench, $0, "wrong") }
    #expect(answers == ["3 left", "2 left", "1 left", "locked for 15 min"])
    #expect(try tries(bench, "alice", Self.password) == "locked for 15 min")
    #expect(try tries(bench, "alice", Self.password, from: "198.51.100.1") == "in as alice")
  }

  @Test("addresses of one IPv6 network are one client")
  func networksCountAsOne() throws {
    let bench = try bench()
    for number in 1...20 { _ = try tries(bench, "nobody\(number)", "wrong", from: "2001:db8:1:2::\(number)") }
    #expect(try tries(bench, "alice", Self.password, from: "2001:db8:1:2:ffff::1") == "locked for 15 min")
    #expect(try tries(bench, "alice", Self.password, from: "2001:db8:1:3::1") == "in as alice")
  }

  @Test("unknown names, names without a password and disabled operators are refused in the same words")
  func nothingTellsWhoIsThere() throws {
    let bench = try bench()
    try bench.work.setPassword(Self.password, of: "bob", by: .desk)
    try bench.change("bob") { $0.isDisabled = true }
    for name in ["bob", "carol", "nobody", "", "a' OR 1=1 --", String(repeating: "x", count: 5000)] {
      #expect(try tries(bench, name, Self.password, from: name) == "4 left", "\(name.prefix(20))")
    }
  }

  @Test("an address that one operator has is as good as the name, and counts with it")
  func addressesAreNames() throws {
    let bench = try bench()
    #expect(try tries(bench, "Alice@Desk.Example", Self.password) == "in as alice")
    #expect(try tries(bench, "alice@desk.example", "wrong") == "4 left")
    #expect(try tries(bench, "alice", "wrong") == "3 left")
    try bench.change("bob") { $0.address = EmailAddress("alice@desk.example") }
    #expect(try tries(bench, "alice@desk.example", Self.password) == "4 left")
  }

  @Test("many tries at once get no more than five")
  func triesAtOnceAreCounted() async throws {
    let bench = try bench()
    let answers = try await withThrowingTaskGroup(of: String.self) { group in
      for number in 1...12 { group.addTask { try tries(bench, "alice", "wrong \(number)") } }
      return try await group.reduce(into: []) { $0.append($1) }
    }
    #expect(answers.count { $0.hasSuffix("left") } == 4)
    #expect(answers.count { $0.hasPrefix("locked") } == 8)
  }

  @Test("a pause is one event with the name of an operator, and never with what was typed as one")
  func aLockIsAudited() throws {
    let bench = try bench()
    for _ in 1...8 { _ = try tries(bench, "alice", "wrong") }
    for _ in 1...8 { _ = try tries(bench, Self.password, "alice", from: "198.51.100.1") }
    let events = try bench.eventLog().filter { $0.kind == .signInLocked }
    #expect(events.count == 1)
    #expect(events.first?.details.first == Event.Detail("name", "alice"))
    #expect(events.first?.details.dropFirst().first == Event.Detail("client", "203.0.113.7"))
    let everything = try bench.eventLog().flatMap { $0.details.map(\.value) }
    #expect(!everything.contains { $0.contains(Self.password) || $0.contains("wrong") })
  }
}

extension Workbench {
  /// Whether a text lies anywhere in the database's files.
  func fileHolds(_ text: some StringProtocol) throws -> Bool {
    try ["", "-wal"].contains { ending in
      try Data(contentsOf: URL(filePath: store.path + ending)).range(of: Data(text.utf8)) != nil
    }
  }

  /// All events, newest first.
  func eventLog() throws -> [Event] { try store.eventLog(ticket: nil, since: nil, limit: 0) }

  /// Changes an operator.
  func change(_ name: String, _ change: (inout Operator) -> Void) throws {
    try work.perform { transaction in
      var one = try #require(try transaction.operator(named: name))
      change(&one)
      try work.changeOperator(one, by: .desk, in: transaction)
    }
  }
}
