import Desk
import Store
import Testing
import Work

@Suite struct InvitationTests {
  private static let password = "a plain long phrase"

  private let bench: Workbench
  private var work: DeskWork { bench.work }

  init() throws { bench = try Workbench() }

  @Test("the first link makes an admin who is signed in, once")
  func theFirstAdmin() throws {
    let secret = try work.makeInvitation(for: nil, by: .desk)
    #expect(try work.invitation(secret: secret)?.role == .admin)
    let new = try work.accept(
      secret: secret, name: "ines", fullName: " Ines  Duarte ", address: EmailAddress("ines@desk.example"),
      password: Self.password)
    #expect(
      try work.session(token: new.token)?.operator
        == Operator(
          name: "ines", fullName: "Ines Duarte", address: EmailAddress("ines@desk.example"), role: .admin))
    #expect(try work.hasPasswords())
    #expect(try work.invitation(secret: secret) == nil)
    #expect(try refusal { try work.accept(secret: secret, name: "eve", password: Self.password) }.code == .unknownRow)
    #expect(try refusal { try work.makeInvitation(for: nil, by: .desk) }.code == .alreadyThere)
  }

  @Test("a first link that lies about is worth nothing once somebody has a password")
  func theFirstLinkIsOver() throws {
    let secret = try work.makeInvitation(for: nil, by: .desk)
    try work.setPassword(Self.password, of: "bob", by: .desk)
    #expect(try work.invitation(secret: secret) == nil)
    #expect(try refusal { try work.accept(secret: secret, name: "eve", password: Self.password) }.code == .unknownRow)
    #expect(try bench.store.operator(named: "eve") == nil)
  }

  @Test("an operator who is there already becomes the first admin by the link")
  func whoeverWorkedOnTheCommandLineIsTheSame() throws {
    let secret = try work.makeInvitation(for: nil, by: .desk)
    _ = try work.accept(secret: secret, name: "bob", password: Self.password)
    #expect(
      try bench.store.operator(named: "bob")
        == Operator(name: "bob", address: EmailAddress("bob@desk.example"), role: .admin))
  }

  @Test("an invited name gets the role of the invitation, whatever is typed")
  func theInvitationSaysWho() throws {
    let secret = try work.makeInvitation(for: "zoe", role: .readOnly, by: Workbench.alice)
    #expect(try bench.store.operator(named: "zoe") == nil)
    let new = try work.accept(secret: secret, name: "alice", password: Self.password)
    #expect(new.session.operator == Operator(name: "zoe", role: .readOnly))
    #expect(try !bench.work.perform { try $0.password(of: "alice") != nil })
  }

  @Test("a link for somebody who is there sets a new password, keeps the role and ends their sessions")
  func aLinkReplacesAPassword() throws {
    try work.setPassword("the first phrase", of: "bob", by: .desk)
    guard case .signedIn(let before) = try work.signIn(name: "bob", password: "the first phrase", client: "") else {
      Issue.record("not signed in")
      return
    }
    let secret = try work.makeInvitation(for: "bob", role: .admin, by: Workbench.alice)
    #expect(try work.session(token: before.token) != nil)
    let new = try work.accept(secret: secret, name: "", password: Self.password)
    #expect(new.session.operator.role == .operator)
    #expect(try work.session(token: before.token) == nil)
    #expect(try work.prove(Self.password, of: "bob", client: "") == .right)
  }

  @Test("a link works for a day, and a newer one replaces it")
  func linksEnd() throws {
    let first = try work.makeInvitation(for: "zoe", by: Workbench.alice)
    let second = try work.makeInvitation(for: "zoe", by: Workbench.alice)
    #expect(try work.invitation(secret: first) == nil)
    #expect(try work.invitation(secret: second)?.name == "zoe")
    #expect(try work.invitations().map(\.name) == ["zoe"])
    bench.advance(.hours(24))
    #expect(try work.invitation(secret: second) == nil)
    #expect(try refusal { try work.accept(secret: second, name: "zoe", password: Self.password) }.code == .unknownRow)
  }

  @Test("two who open the same link at once: one gets in")
  func aLinkWorksOnce() async throws {
    let secret = try work.makeInvitation(for: nil, by: .desk)
    let work = work
    let admitted = await withTaskGroup(of: Bool.self) { group in
      for name in ["ann", "ben", "cyd"] {
        group.addTask { (try? work.accept(secret: secret, name: name, password: Self.password)) != nil }
      }
      return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
    }
    #expect(admitted == 1)
  }

  @Test("flaws are told field by field, and nothing is made")
  func flawsAreTold() throws {
    let secret = try work.makeInvitation(for: nil, by: .desk)
    let wished = Operator(name: "two words", address: EmailAddress("support@desk.example"))
    #expect(work.flaws(in: wished, password: "short") == [.name, .address, .password(.tooShort)])
    #expect(
      try refusal {
        try work.accept(secret: secret, name: wished.name, address: wished.address, password: Self.password)
      }.code == .badValue)
    #expect(try work.invitation(secret: secret) != nil)
    #expect(try !work.hasPasswords())
  }

  @Test("who may only read invites nobody, and a disabled operator is not invited")
  func notEverybodyInvites() throws {
    #expect(try refusal { try work.makeInvitation(for: "zoe", by: .operator("dora")) }.code == .notPermitted)
    #expect(try refusal { try work.makeInvitation(for: "emil", by: Workbench.alice) }.code == .notPermitted)
    #expect(try refusal { try work.makeInvitation(for: "desk", by: Workbench.alice) }.code == .badValue)
  }

  @Test("an invitation is an event without its secret")
  func invitationsAreAudited() throws {
    let secret = try work.makeInvitation(for: "zoe", role: .admin, by: Workbench.alice)
    let event = try #require(try bench.eventLog().first)
    #expect(event.kind == .operatorInvited)
    #expect(event.details == [Event.Detail("name", "zoe"), Event.Detail("role", "admin")])
    #expect(try !bench.fileHolds(secret))
  }
}
