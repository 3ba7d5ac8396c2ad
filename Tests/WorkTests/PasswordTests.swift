import Desk
import Store
import Testing
import Work

@Suite struct PasswordTests {
  private let bench: Workbench

  init() throws { bench = try Workbench() }

  private func isRight(_ password: String, of name: String) throws -> Bool {
    try bench.work.prove(password, of: name, client: "203.0.113.7") == .right
  }

  @Test(arguments: [
    ("short one", PasswordRule.Flaw.tooShort), ("", .tooShort), ("aaaaaaaaaaaaaaa", .tooPlain),
    ("1234567890", .tooPlain), ("0987654321", .tooPlain), ("abcdefghijkl", .tooPlain), ("alice-2026!", .isName),
    ("Alice Weiss 1", .isName), ("alice+ALICE+1", .isName), ("ALICE@desk.example", .isName),
    ("Example Support", .isName),
    ("Password2026!", .isCommon), ("qwertyuiop12", .isCommon), (String(repeating: "ab c", count: 251), .tooLong),
  ])
  func whatOthersWouldTryFirstIsRefused(_ password: String, _ flaw: PasswordRule.Flaw) throws {
    let refusal = try refusal { try bench.work.setPassword(password, of: "alice", by: .desk) }
    #expect(refusal.code == .badValue)
    #expect(refusal.advice == flaw.advice)
    #expect(try !bench.work.hasPasswords())
  }

  @Test(arguments: ["correct horse", "ein Satz, der reicht", "пароль на русском", "🦊🐻🐼🐨🐯🦁🐮🐷🐸🐵"])
  func aPhraseOfAnyKindIsTaken(_ password: String) throws {
    try bench.work.setPassword(password, of: "alice", by: Workbench.alice)
    #expect(try bench.work.hasPasswords())
    #expect(try isRight(password, of: "alice"))
    #expect(try !isRight(password + " ", of: "alice"))
  }

  @Test("letters composed by one keyboard and decomposed by another are the same password")
  func lettersAreNormalised() throws {
    try bench.work.setPassword("caf\u{E9} am morgen", of: "alice", by: .desk)
    #expect(try isRight("cafe\u{301} am morgen", of: "alice"))
  }

  @Test("two operators with the same password are kept apart by their salts")
  func saltsDiffer() throws {
    for name in ["alice", "bob"] { try bench.work.setPassword("the same for two", of: name, by: .desk) }
    let stored = try bench.work.perform { transaction in
      try ["alice", "bob"].compactMap { try transaction.password(of: $0) }
    }
    #expect(stored.count == 2)
    #expect(stored[0].salt != stored[1].salt)
    #expect(stored[0].digest != stored[1].digest)
    #expect(stored.allSatisfy { $0.rounds == 1 << 15 && $0.blockSize == 8 && $0.lanes == 1 })
  }

  @Test("a new password ends all sessions but the one it was changed in, and lifts a pause")
  func othersAreSignedOut() throws {
    try bench.work.setPassword("the first phrase", of: "alice", by: .desk)
    func signIn() throws -> NewSession? {
      guard case .signedIn(let new) = try bench.work.signIn(name: "alice", password: "the first phrase", client: "a")
      else { return nil }
      return new
    }
    let (here, there) = try (#require(try signIn()), #require(try signIn()))
    for _ in 1...5 { _ = try bench.work.signIn(name: "alice", password: "wrong", client: "b") }
    try bench.work.setPassword("the second phrase", of: "alice", by: Workbench.alice, keeping: here.session)
    #expect(try bench.work.session(token: here.token) != nil)
    #expect(try bench.work.session(token: there.token) == nil)
    #expect(try isRight("the second phrase", of: "alice"))
    #expect(try !isRight("the first phrase", of: "alice"))
  }

  @Test("whoever may only read changes their own password, and nobody else's")
  func ownPasswordsAreOnesOwn() throws {
    try bench.work.setPassword("only for reading", of: "dora", by: .operator("dora"))
    #expect(try isRight("only for reading", of: "dora"))
    let refused = try refusal { try bench.work.setPassword("for somebody else", of: "alice", by: .operator("dora")) }
    #expect(refused.code == .notPermitted)
    #expect(
      try refusal { try bench.work.setPassword("for nobody at all", of: "nobody", by: .desk) }.code == .unknownOperator)
    #expect(try refusal { try bench.work.setPassword("for the disabled", of: "emil", by: .desk) }.code == .notPermitted)
  }

  @Test("a change is an event that names whose and by whom, and not what")
  func changesAreAudited() throws {
    try bench.work.setPassword("the first phrase", of: "bob", by: Workbench.alice)
    let event = try #require(try bench.eventLog().first)
    #expect(event.kind == .passwordChanged)
    #expect(event.actor == "alice")
    #expect(event.details == [Event.Detail("name", "bob")])
    #expect(try !bench.fileHolds("the first phrase"))
  }

  @Test("proving a password counts like signing in")
  func provingIsLimited() throws {
    try bench.work.setPassword("the first phrase", of: "alice", by: .desk)
    let answers = try (1...5).map { _ in try bench.work.prove("wrong", of: "alice", client: "c") }
    #expect(answers.prefix(4) == [4, 3, 2, 1].map { PasswordProof.refused(triesLeft: $0) }[...])
    #expect(answers.last == .locked(until: bench.now + .minutes(15)))
    #expect(try bench.work.prove("the first phrase", of: "alice", client: "d") == answers.last)
  }
}
