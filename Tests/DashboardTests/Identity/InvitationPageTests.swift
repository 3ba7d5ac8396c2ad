import Desk
import HTTPTypes
import Store
import Testing
import Work

@testable import Dashboard

@Suite struct InvitationPageTests {
  @Test("the first link leads to an inbox by way of a name and a password, once")
  func theFirstStart() async throws {
    let desk = try IdentityDesk()
    let secret = try desk.work.makeInvitation(for: nil, by: .desk)
    try await desk.visit { browser async throws in
      let page = try await browser.get(InvitationLink.path(secret: secret))
      #expect(page.status == .ok)
      #expect(page.text.contains("Set up your desk"))
      #expect(page.hidden("secret") == secret)
      let answer = try await browser.post(
        "/invitation",
        [
          "secret": secret, "name": "ines", "full_name": "Ines Duarte", "address": "ines@desk.example",
          "password": IdentityDesk.password,
        ])
      #expect(answer.location == "/")
      #expect(try await browser.get("/account").text.contains("Ines Duarte"))
      #expect(try desk.work.store.operator(named: "ines")?.role == .admin)
      let other = browser.another
      #expect(try await other.get(InvitationLink.path(secret: secret)).status == .gone)
      let again = try await other.post(
        "/invitation", ["secret": secret, "name": "eve", "password": IdentityDesk.password])
      #expect(again.status == .gone)
      #expect(try desk.work.store.operator(named: "eve") == nil)
    }
  }

  @Test(arguments: ["", "x", String(repeating: "a", count: 43), "%00%FF", "../../etc/passwd"])
  func aMadeUpLinkOpensNothing(_ secret: String) async throws {
    let desk = try IdentityDesk()
    _ = try desk.work.makeInvitation(for: nil, by: .desk)
    try await desk.visit { browser async throws in
      let page = try await browser.get("/invitation?secret=" + secret)
      #expect(page.status == .gone)
      #expect(page.text.contains("Start servicedesk serve again"))
      let answer = try await browser.post(
        "/invitation", ["secret": secret, "name": "eve", "password": IdentityDesk.password])
      #expect(answer.status == .gone)
      #expect(answer.cookie == nil)
    }
  }

  @Test("errors stand beside their fields, what was typed stays, and the password does not")
  func errorsAreTold() async throws {
    let desk = try IdentityDesk()
    let secret = try desk.work.makeInvitation(for: nil, by: .desk)
    try await desk.visit { browser async throws in
      let page = try await browser.post(
        "/invitation",
        [
          "secret": secret, "name": "two words", "full_name": "\"><b>", "address": "support@desk.example",
          "password": "too short",
        ])
      #expect(page.status == .unprocessableContent)
      #expect(page.text.contains("3 things to put right"))
      for field in ["name", "address", "password"] { #expect(page.text.contains("href=\"#\(field)\""), "\(field)") }
      #expect(page.text.contains("value=\"two words\""))
      #expect(page.text.contains("value=\"&quot;&gt;&lt;b&gt;\""))
      #expect(!page.text.contains("too short"))
      #expect(page.hidden("secret") == secret)
      #expect(try !desk.work.hasPasswords())
    }
  }

  @Test("an invited operator is who the link says, whatever is typed, and takes the place of whoever was signed in")
  func theLinkSaysWho() async throws {
    let desk = try IdentityDesk()
    try desk.givePasswords()
    let secret = try desk.work.makeInvitation(for: "zoe", role: .readOnly, by: .operator("alice"))
    try await desk.visit { browser async throws in
      try await browser.signIn("bob")
      let before = browser.cookie
      let page = try await browser.get(InvitationLink.path(secret: secret))
      #expect(page.text.contains("Welcome, zoe"))
      let answer = try await browser.post(
        "/invitation", ["secret": secret, "name": "alice", "password": "another long phrase"], sendsToken: false)
      #expect(answer.location == "/")
      #expect(try desk.work.store.operator(named: "zoe")?.role == .readOnly)
      #expect(try await browser.another.signIn("alice").status == .seeOther)
      let old = browser.another
      old.cookie = before
      #expect(try await old.get("/account").status == .seeOther)
    }
  }

  @Test("a link is over after a day")
  func linksEnd() async throws {
    let desk = try IdentityDesk()
    let secret = try desk.work.makeInvitation(for: nil, by: .desk)
    desk.advance(.hours(24))
    try await desk.visit { browser async throws in
      #expect(try await browser.get(InvitationLink.path(secret: secret)).status == .gone)
    }
  }
}
