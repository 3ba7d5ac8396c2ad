import Desk
import HTTPTypes
import Testing
import Work

@testable import Dashboard

@Suite struct AccountPageTests {
  private let desk: IdentityDesk

  init() throws {
    desk = try IdentityDesk()
    try desk.givePasswords()
  }

  @Test("a changed password ends the other sessions and not this one, in any role")
  func passwordsAreChanged() async throws {
    try await desk.visit { browser async throws in
      let other = browser.another
      try await other.signIn("dora")
      try await browser.signIn("dora")
      _ = try await browser.get("/account")
      let answer = try await browser.post(
        "/account/password", ["current": IdentityDesk.password, "password": "another long phrase"])
      #expect(answer.location == "/account?done=password")
      #expect(try await browser.get("/account?done=password").text.contains("Password changed."))
      #expect(try await other.get("/account").status == .seeOther)
      #expect(try await other.signIn("dora", "another long phrase").status == .seeOther)
    }
  }

  @Test("whoever sits down at an open browser cannot take the account, nor try for ever")
  func thePresentPasswordIsAskedFor() async throws {
    try await desk.visit { browser async throws in
      try await browser.signIn("bob")
      _ = try await browser.get("/account")
      for left in ["4 tries left", "3 tries left", "2 tries left", "1 try left"] {
        let answer = try await browser.post(
          "/account/password", ["current": "wrong", "password": "another long phrase"])
        #expect(answer.status == .unprocessableContent)
        #expect(answer.text.contains("That is not your password. " + left))
      }
      for present in ["wrong", IdentityDesk.password] {
        let answer = try await browser.post(
          "/account/password", ["current": present, "password": "another long phrase"])
        #expect(answer.status == .tooManyRequests)
      }
      // An easy one is told so before the present one is looked at.
      let easy = try await browser.post("/account/password", ["current": "wrong", "password": "bob-2026-bob"])
      #expect(easy.status == .unprocessableContent)
      #expect(!easy.text.contains("another long phrase"))
    }
  }

  @Test("other sessions end when asked")
  func otherSessionsEnd() async throws {
    try await desk.visit { browser async throws in
      let other = browser.another
      try await other.signIn("bob")
      try await browser.signIn("bob")
      #expect(try await browser.get("/account").text.contains("this browser"))
      #expect(try await browser.post("/account/sessions").location == "/account?done=sessions")
      #expect(try await other.get("/account").status == .seeOther)
      #expect(try await browser.get("/account").status == .ok)
    }
  }

  @Test("a token is shown once, works, and is gone when revoked")
  func tokensAreShownOnce() async throws {
    try await desk.visit { browser async throws in
      try await browser.signIn("bob")
      let before = try await browser.get("/account")
      #expect(!before.text.contains("value=\"admin\""))
      let page = try await browser.post(
        "/account/tokens", ["token_name": "monitoring", "scope": "read", "scope": "write", "days": "30"])
      let secret = "sd_" + (page.text.split(separator: "sd_").dropFirst().first?.prefix { $0 != "<" } ?? "")
      let bearer = try #require(try desk.work.bearer(secret: secret))
      #expect(bearer.operator.name == "bob")
      #expect(bearer.scopes == [.read, .write])
      let again = try await browser.get("/account")
      #expect(again.text.contains("monitoring"))
      #expect(!again.text.contains("sd_"))
      #expect(
        try await browser.post("/account/tokens/revoke", ["token": String(bearer.token)]).location?.hasPrefix(
          "/account") == true)
      #expect(try desk.work.bearer(secret: secret) == nil)
      #expect(!desk.log.text.contains(secret))
      #expect(try !desk.fileHolds(secret))
    }
  }

  @Test("nobody gets a token beyond their role, or ends another's")
  func tokensStayWithinTheRole() async throws {
    let foreign = try desk.work.issueToken(
      name: "backup", scopes: [.read], expires: nil, of: "alice", by: .operator("alice"))
    try await desk.visit { browser async throws in
      for (name, scope) in [("bob", "admin"), ("dora", "write")] {
        try await browser.signIn(name)
        _ = try await browser.get("/account")
        let answer = try await browser.post("/account/tokens", ["token_name": "x", "scope": scope])
        #expect(answer.status == .forbidden, "\(name)")
        #expect(try desk.work.tokens(of: name).isEmpty)
      }
      #expect(try await browser.post("/account/tokens/revoke", ["token": String(foreign.token.id)]).status == .notFound)
      #expect(try desk.work.bearer(secret: foreign.secret) != nil)
      #expect(try await browser.get("/account").text.contains("backup") == false)
    }
  }

  @Test("an unfinished form says what is missing, and a strange one is refused")
  func formsAreChecked() async throws {
    try await desk.visit { browser async throws in
      try await browser.signIn("bob")
      _ = try await browser.get("/account")
      let page = try await browser.post("/account/tokens", ["token_name": " ", "days": "30"])
      #expect(page.status == .unprocessableContent)
      #expect(page.text.contains("2 things to put right"))
      #expect(try await browser.post("/account/tokens/revoke", ["token": "1 OR 1"]).status == .badRequest)
      let strange = try await browser.post(
        "/account/tokens", ["token_name": "<i>x</i>", "scope": "read", "scope": "root", "days": "-1"])
      #expect(strange.text.contains("&lt;i&gt;x&lt;/i&gt;"))
      #expect(!strange.text.contains("<i>x</i>"))
      #expect(try desk.work.tokens(of: "bob").map(\.scopes) == [[.read]])
      #expect(try desk.work.tokens(of: "bob").allSatisfy { $0.expiresAt == $0.createdAt + .days(90) })
    }
  }

  @Test(arguments: ["/account/password", "/account/sessions", "/account/tokens", "/account/tokens/revoke"])
  func aFormWithoutItsTokenChangesNothing(_ path: String) async throws {
    try await desk.visit { browser async throws in
      try await browser.signIn("bob")
      let fields: KeyValuePairs = [
        "current": IdentityDesk.password, "password": "another long phrase", "token_name": "x", "scope": "read",
      ]
      #expect(try await browser.post(path, fields, sendsToken: false).status == .forbidden)
      #expect(try await browser.post(path, ["csrf": "AAAA"], sendsToken: false).status == .forbidden)
      let other = browser.another
      try await other.signIn("alice")
      let foreign = try #require(try await other.get("/account").hidden("csrf"))
      #expect(try await browser.post(path, ["csrf": foreign], sendsToken: false).status == .forbidden)
      #expect(try desk.work.tokens(of: "bob").isEmpty)
      #expect(try desk.work.prove(IdentityDesk.password, of: "bob", client: "") == .right)
    }
  }
}
