import Desk
import HTTPTypes
import NIOCore
import Testing
import Work

@testable import Dashboard

/// Who may ask for what: tokens with their scopes and roles, and a browser's session with its form token.
@Suite struct CallerTests {
  private func withDesk(_ body: @escaping @Sendable (APIDesk, APIClient) async throws -> Void) async throws {
    let desk = try APIDesk()
    defer { desk.remove() }
    try await desk.test { try await body(desk, $0) }
  }

  private static let note = #"{"text":"Hello."}"#

  @Test func aTokenReachesAsFarAsItsScopes() async throws {
    try await withDesk { desk, client in
      let cases: [(Set<Scope>, HTTPResponse.Status, HTTPResponse.Status)] = [
        ([.read], .ok, .forbidden), ([.write], .forbidden, .ok), ([.read, .write, .admin], .ok, .ok),
      ]
      for (scopes, reading, writing) in cases {
        let program = client.with(try desk.token(scopes))
        let read = try await program.send(.get, "/tickets")
        let wrote = try await program.send(.post, "/tickets/42/notes", Self.note)
        #expect(read.status == reading && wrote.status == writing, "\(scopes)")
      }
    }
  }

  @Test func aTokenNeverReachesFurtherThanItsOperator() async throws {
    try await withDesk { desk, client in
      let program = client.with(try desk.token(of: "bob"))
      try desk.work.perform { transaction in
        let bob = Operator(name: "bob", role: .readOnly)
        try desk.work.changeOperator(bob, by: APIDesk.alice, in: transaction)
      }
      let refused = try await program.send(.post, "/tickets/42/notes", Self.note)
      #expect(refused.status == .forbidden && refused.json["detail"]?.string.contains("read-only") == true)
      let read = try await program.send(.get, "/me")
      #expect(read.status == .ok && read.json["scopes"] == .strings(["read"]))
      try desk.work.perform { transaction in
        try desk.work.changeOperator(Operator(name: "bob", isDisabled: true), by: APIDesk.alice, in: transaction)
      }
      let gone = try await program.send(.get, "/me")
      #expect(gone.status == .unauthorized)
    }
  }

  @Test func aTokenEndsWhenItIsRevokedOrExpires() async throws {
    try await withDesk { desk, client in
      let issued = try desk.work.issueToken(
        name: "short", scopes: [.read], expires: .hours(1), of: "bob", by: APIDesk.alice)
      let short = client.with(issued.secret)
      let before = try await short.send(.get, "/tickets")
      desk.advance(.hours(2))
      let after = try await short.send(.get, "/tickets")
      #expect(before.status == .ok && after.status == .unauthorized)
      let other = try desk.work.issueToken(name: "b", scopes: [.read], expires: nil, of: "bob", by: APIDesk.alice)
      let long = client.with(other.secret)
      let known = try await long.send(.get, "/tickets")
      _ = try desk.work.revokeToken(other.token.id, by: APIDesk.alice)
      let revoked = try await long.send(.get, "/tickets")
      #expect(known.status == .ok && revoked.status == .unauthorized)
    }
  }

  @Test(arguments: ["", "Bearer", "Bearer ", "Basic YTpi", "sd_secret", "Bearer a b", "Bearer \u{e9}"])
  func aHeaderThatIsNoBearerIsNobody(_ header: String) async throws {
    try await withDesk { _, client in
      let answer = try await client.with(nil).send(.get, "/tickets", nil, ["Authorization": header])
      #expect(answer.status == .unauthorized && answer.headers[.wwwAuthenticate]?.hasPrefix("Bearer") == true)
    }
  }

  @Test func aSessionReadsAndChangesOnlyWithTheFormsToken() async throws {
    try await withDesk { desk, client in
      let secret = try desk.work.makeInvitation(for: "erin", role: .operator, by: APIDesk.alice)
      let new = try desk.work.accept(
        secret: secret, name: "erin", fullName: nil, address: nil, password: "correct horse battery")
      let cookie = ["Cookie": "servicedesk=\(new.token)"]
      let form = FormToken.make(for: new.session)
      let browser = client.with(nil)
      let me = try await browser.send(.get, "/me", nil, cookie)
      #expect(me.json["operator"]?["name"]?.string == "erin" && me.json["token"] == .null)
      for (fields, status) in [
        ([:], HTTPResponse.Status.forbidden), (["X-CSRF-Token": "x"], .forbidden),
        (["X-CSRF-Token": form, "Origin": "https://evil.example"], .forbidden),
        (["X-CSRF-Token": form, "Sec-Fetch-Site": "cross-site"], .forbidden), (["X-CSRF-Token": form], .ok),
        (["X-CSRF-Token": form, "Sec-Fetch-Site": "same-origin"], .ok),
      ] {
        let answer = try await browser.send(
          .post, "/tickets/42/notes", Self.note, cookie.merging(fields) { $1 })
        #expect(answer.status == status, "\(fields)")
        if status == .forbidden { #expect(answer.type == "foreign-form") }
      }
      // A wrong token is not made good by a session.
      let both = try await client.with("sd_wrong").send(.get, "/me", nil, cookie)
      #expect(both.status == .unauthorized)
      try desk.work.signOut(new.session)
      let out = try await browser.send(.get, "/me", nil, cookie)
      #expect(out.status == .unauthorized)
    }
  }
}
