import Desk
import HTTPTypes
import Testing
import Work

@testable import Dashboard

@Suite struct SignInPageTests {
  private let desk: IdentityDesk

  init() throws {
    desk = try IdentityDesk()
    try desk.givePasswords()
  }

  @Test("the cookie is for scripts and other sites out of reach, and behind TLS for this very host alone")
  func cookiesAreGuarded() async throws {
    try await desk.visit { browser async throws in
      let cookie = try #require(try await browser.signIn("alice").cookie)
      let parts = cookie.split(separator: "; ").map(String.init)
      #expect(parts[0].hasPrefix("servicedesk="))
      #expect(Set(parts.dropFirst()) == ["Max-Age=1209600", "Path=/", "HttpOnly", "SameSite=Lax"])
    }
    let secure = try IdentityDesk(publicURL: "https://desk.example")
    try secure.givePasswords()
    try await secure.visit { browser async throws in
      let cookie = try #require(try await browser.signIn("alice").cookie)
      let parts = cookie.split(separator: "; ").map(String.init)
      #expect(parts[0].hasPrefix("__Host-servicedesk="))
      #expect(Set(parts.dropFirst()) == ["Max-Age=1209600", "Path=/", "Secure", "HttpOnly", "SameSite=Lax"])
      #expect(try await browser.get("/account").status == .ok)
      // A cookie without the prefix could come from a neighbour or from a page without TLS.
      let plain = try await browser.another.get(
        "/account", [.cookie: "servicedesk=\(try #require(browser.cookie))"])
      #expect(plain.status == .seeOther)
    }
  }

  @Test("a token that somebody else planted is never the session's")
  func sessionsAreNotFixed() async throws {
    try await desk.visit { browser async throws in
      let planted = "planted-by-somebody-else-0123456789abcdefgh"
      browser.cookie = planted
      try await browser.signIn("alice")
      #expect(browser.cookie != planted)
      #expect(try await browser.get("/account").status == .ok)
      let attacker = browser.another
      attacker.cookie = planted
      #expect(try await attacker.get("/account").location == "/sign-in?next=%2Faccount")
    }
  }

  @Test("signing in again makes a new session and ends the one before")
  func sessionsAreRenewed() async throws {
    try await desk.visit { browser async throws in
      try await browser.signIn("bob")
      let before = try #require(browser.cookie)
      try await browser.signIn("alice")
      #expect(browser.cookie != before)
      let thief = browser.another
      thief.cookie = before
      #expect(try await thief.get("/account").status == .seeOther)
      #expect(try await browser.get("/account").text.contains("alice"))
    }
  }

  @Test("wrong passwords are counted in words, and after five of them nobody is asked for fifteen minutes")
  func bruteForceIsStopped() async throws {
    try await desk.visit { browser async throws in
      for left in ["4 tries left", "3 tries left", "2 tries left", "1 try left"] {
        let answer = try await browser.signIn("alice", "wrong")
        #expect(answer.status == .unprocessableContent)
        #expect(answer.text.contains("Name and password do not match."))
        #expect(answer.text.contains(left + ", then a pause of 15 minutes."))
        #expect(answer.text.contains("value=\"alice\""))
        #expect(!answer.text.contains("wrong"))
        #expect(answer.cookie == nil)
      }
      for password in ["wrong", IdentityDesk.password] {
        let answer = try await browser.signIn("alice", password)
        #expect(answer.status == .tooManyRequests)
        #expect(answer.headers[.retryAfter] == "900")
        #expect(answer.text.contains("Too many tries."))
        #expect(answer.cookie == nil)
      }
      desk.advance(.minutes(15))
      #expect(try await browser.signIn("alice").status == .seeOther)
    }
  }

  @Test(arguments: [
    "//evil.example", "/\\evil.example", "\\\\evil.example", "https://evil.example/", "http:evil.example",
    "javascript:alert(1)", "/\t/evil.example", "/\n/evil.example", " //evil.example", "///evil.example",
    "@evil.example",
    "/sign-in?next=//evil.example", "/\r\nSet-Cookie: a=b", "\u{2215}\u{2215}evil.example", "",
  ])
  func nobodyIsSentToAnotherSite(_ next: String) async throws {
    try await desk.visit { browser async throws in
      let page = try await browser.get("/sign-in?next=" + URLEncoded.encoded(next))
      #expect(page.hidden("next") == "/")
      let answer = try await browser.signIn("alice", next: next)
      #expect(answer.status == .seeOther)
      #expect(answer.location == "/")
      // Nor by a link, for whoever is signed in already.
      #expect(try await browser.get("/sign-in?next=" + URLEncoded.encoded(next)).location == "/")
    }
  }

  @Test(arguments: ["/tickets/42", "/?status=all&q=a%2Fb", "/account", "/%2Fevil.example", "/%5Cevil.example"])
  func pathsOfTheDeskAreKept(_ next: String) async throws {
    try await desk.visit { browser async throws in
      let page = try await browser.get("/sign-in?next=" + URLEncoded.encoded(next))
      #expect(page.hidden("next") == EscapedHTML.escaped(next))
      #expect(try await browser.signIn("alice", next: next).location == next)
    }
  }

  @Test("a form of another site signs nobody in or out")
  func foreignFormsAreRefused() async throws {
    let site = try #require(HTTPField.Name("Sec-Fetch-Site"))
    try await desk.visit { browser async throws in
      let fields: KeyValuePairs = ["name": "alice", "password": IdentityDesk.password]
      for headers: HTTPFields in [[site: "cross-site"], [site: "same-site"], [.origin: "https://evil.example"]] {
        let answer = try await browser.post("/sign-in", fields, headers)
        #expect(answer.status == .forbidden)
        #expect(answer.cookie == nil)
      }
      try await browser.signIn("alice")
      #expect(try await browser.post("/sign-out", sendsToken: false).status == .forbidden)
      #expect(try await browser.get("/sign-out").status == .notFound)
      #expect(try await browser.get("/account").status == .ok)
    }
  }

  @Test("signing out ends the session, and takes the cookie")
  func signingOutEnds() async throws {
    try await desk.visit { browser async throws in
      try await browser.signIn("alice")
      let cookie = browser.cookie
      _ = try await browser.get("/account")
      let answer = try await browser.post("/sign-out")
      #expect(answer.location == "/sign-in")
      #expect(answer.cookie?.contains("Max-Age=0") == true)
      browser.cookie = cookie
      #expect(try await browser.get("/account").status == .seeOther)
      // Somebody who is out already is not told off.
      #expect(try await browser.another.post("/sign-out").location == "/sign-in")
    }
  }

  @Test("a disabled operator's session ends at once")
  func disablingEndsSessions() async throws {
    try await desk.visit { browser async throws in
      try await browser.signIn("bob")
      #expect(try await browser.get("/account").status == .ok)
      try desk.change("bob") { $0.isDisabled = true }
      #expect(try await browser.get("/account").location == "/sign-in?next=%2Faccount")
      #expect(try await browser.signIn("bob").status == .unprocessableContent)
    }
  }

  @Test("what is typed comes back as text, and a command only with a name that is safe to copy")
  func nothingIsReflectedRaw() async throws {
    try await desk.visit { browser async throws in
      let hostile = "\"><script>alert(1)</script>"
      let page = try await browser.signIn(hostile, "x")
      #expect(!page.text.contains("<script>alert"))
      #expect(page.text.contains("&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;"))
      #expect(page.text.contains("servicedesk operator password NAME"))
      #expect(try await browser.signIn("bob; rm -rf .", "x").text.contains("operator password NAME"))
      #expect(try await browser.signIn("ines", "x").text.contains("operator password ines"))
    }
  }

  @Test("a missing name or password costs no try")
  func emptyFormsAreNotCounted() async throws {
    try await desk.visit { browser async throws in
      for _ in 1...6 { #expect(try await browser.signIn("alice", "").text.contains("Type both.")) }
      #expect(try await browser.signIn("alice").status == .seeOther)
    }
  }

  @Test("where nobody can sign in yet, the page says what to do")
  func theFirstStartIsExplained() async throws {
    try await IdentityDesk().visit { browser async throws in
      #expect(try await browser.get("/sign-in").text.contains("Open the one-time link"))
    }
    try await desk.visit { browser async throws in
      #expect(try await !browser.get("/sign-in").text.contains("Open the one-time link"))
    }
  }
}
