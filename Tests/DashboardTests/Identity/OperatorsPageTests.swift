import Desk
import HTTPTypes
import Store
import Testing
import Work

@testable import Dashboard

@Suite struct OperatorsPageTests {
  private let desk: IdentityDesk

  init() throws {
    desk = try IdentityDesk(publicURL: nil)
    try desk.givePasswords()
  }

  @Test(arguments: ["bob", "dora"])
  func onlyAdminsSeeOrChangeOperators(_ name: String) async throws {
    try await desk.visit { browser async throws in
      try await browser.signIn(name)
      _ = try await browser.get("/account")
      let page = try await browser.get("/operators")
      #expect(page.status == .forbidden)
      #expect(page.text.contains("Only an admin may do that."))
      for path in ["invite", "link", "role", "disable", "enable"] {
        let answer = try await browser.post("/operators/" + path, ["name": "alice", "role": "admin"])
        #expect(answer.status == .forbidden, "\(path)")
      }
      #expect(try desk.work.store.operators().map(\.role) == [.admin, .operator, .readOnly])
      #expect(try desk.work.invitations().isEmpty)
    }
  }

  @Test("an admin invites, and the link makes the operator")
  func adminsInvite() async throws {
    try await desk.visit { browser async throws in
      try await browser.signIn("alice")
      _ = try await browser.get("/operators")
      let page = try await browser.post("/operators/invite", ["name": "zoe", "role": "read-only"])
      #expect(page.text.contains("Here is the link for zoe."))
      let tail = try #require(page.text.split(separator: "/invitation?secret=").dropFirst().first)
      let secret = String(tail.prefix { $0 != "<" })
      #expect(try desk.work.invitation(secret: secret)?.role == .readOnly)
      // Only this once.
      #expect(try await !browser.get("/operators").text.contains(secret))
      #expect(!desk.log.text.contains(secret))
      #expect(try !desk.fileHolds(secret))
      let other = browser.another
      #expect(
        try await other.post("/invitation", ["secret": secret, "password": "another long phrase"]).location == "/")
      #expect(try await other.get("/operators").status == .forbidden)
    }
  }

  @Test("roles and disabling count from the next request on, and nobody changes themselves")
  func adminsChangeOthers() async throws {
    try await desk.visit { browser async throws in
      let bob = browser.another
      try await bob.signIn("bob")
      try await browser.signIn("alice")
      _ = try await browser.get("/operators")
      #expect(
        try await browser.post("/operators/role", ["name": "bob", "role": "admin"]).location == "/operators?done=bob")
      #expect(try await bob.get("/operators").status == .ok)
      for path in ["role", "disable"] {
        let answer = try await browser.post("/operators/" + path, ["name": "alice", "role": "operator"])
        #expect(answer.status == .forbidden)
        #expect(answer.text.contains("Another admin can."))
      }
      #expect(try await browser.post("/operators/disable", ["name": "bob"]).status == .seeOther)
      #expect(try await bob.get("/account").status == .seeOther)
      #expect(try await browser.post("/operators/link", ["name": "bob"]).status == .forbidden)
      #expect(try await browser.post("/operators/enable", ["name": "bob"]).status == .seeOther)
      #expect(try await browser.post("/operators/role", ["name": "nobody", "role": "admin"]).status == .notFound)
      #expect(try await browser.post("/operators/role", ["name": "bob", "role": "root"]).status == .badRequest)
    }
  }

  @Test("names that cannot be, or are taken, are told so")
  func invitationsAreChecked() async throws {
    try await desk.visit { browser async throws in
      try await browser.signIn("alice")
      _ = try await browser.get("/operators")
      for name in ["", "two words", "desk", "-x", "<script>"] {
        let page = try await browser.post("/operators/invite", ["name": name, "role": "operator"])
        if name != "<script>" { #expect(page.status == .unprocessableContent, "\(name)") }
        #expect(!page.text.contains("<script>") || !name.contains("<"), "\(name)")
      }
      #expect(
        try await browser.post("/operators/invite", ["name": "bob", "role": "admin"]).text.contains(
          "There is an operator bob."))
    }
  }

  @Test("what operators are called is text on every page")
  func namesAreText() async throws {
    let hostile = "<img src=x onerror=alert(1)>\"'"
    try desk.change("bob") {
      $0.fullName = hostile
      $0.role = .admin
    }
    try await desk.visit { browser async throws in
      try await browser.signIn("bob")
      for path in ["/account", "/operators"] {
        let page = try await browser.get(path)
        #expect(page.text.contains("&lt;img src=x"), "\(path)")
        #expect(!page.text.contains("<img"), "\(path)")
      }
    }
  }

  @Test("the whole story leaves no password in the log, the events or the database")
  func secretsLeaveNoTrace() async throws {
    try await desk.visit { browser async throws in
      try await browser.signIn("alice", "the wrong long phrase")
      try await browser.signIn("the phrase typed as a name", IdentityDesk.password)
      try await browser.signIn("alice")
      _ = try await browser.get("/account")
      _ = try await browser.post(
        "/account/password", ["current": IdentityDesk.password, "password": "another long phrase"])
      let cookie = try #require(browser.cookie)
      for secret in [
        "the wrong long phrase", "the phrase typed as a name", IdentityDesk.password, "another long phrase", cookie,
      ] {
        #expect(!desk.log.text.contains(secret), "\(secret)")
        #expect(try !desk.fileHolds(secret), "\(secret)")
      }
      let details = try desk.work.store.eventLog(ticket: nil, since: nil, limit: 0).flatMap(\.details).map(\.value)
      #expect(details.contains("alice"))
    }
  }
}
