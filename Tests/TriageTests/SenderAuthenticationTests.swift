import Desk
import MIME
import Testing
import Triage

@Suite("Whether a sender is who they say")
struct SenderAuthenticationTests {
  private func look(_ results: String, from: String = "Ana <ana@acme.example>", server: String? = "mx.desk.example")
    -> SenderAuthentication?
  {
    var trusted = TrustSettings()
    trusted.authservID = server
    return SenderAuthentication(of: Message(bytes("From: \(from)\n\(results)\n\nx")), trusted: trusted)
  }

  private func verdict(_ results: String, from: String = "Ana <ana@acme.example>") -> SenderAuthentication.Verdict? {
    look("Authentication-Results: mx.desk.example; \(results)", from: from)?.verdict
  }

  @Test("nobody is asked where no server is trusted")
  func nobodyTrusted() { #expect(look("Authentication-Results: mx.desk.example; dmarc=pass", server: nil) == nil) }

  @Test(
    "dmarc decides; else a pass of the sender's own domain, or of one above it",
    arguments: [
      ("dmarc=pass header.from=acme.example", SenderAuthentication.Verdict.pass), ("dmarc=pass", .pass),
      ("DMARC=PASS header.from=ACME.Example", .pass), ("spf=pass smtp.mailfrom=evil.example; dmarc=pass", .pass),
      ("dmarc=pass header.from=evil.example", .unknown), ("dkim=pass header.d=acme.example; dmarc=fail", .fail),
      ("dkim=pass header.d=acme.example", .pass), ("dkim=pass header.i=@acme.example", .pass),
      ("dkim=pass header.i=news@acme.example", .pass), ("dkim=pass header.d=mail.acme.example", .unknown),
      ("dkim=pass header.d=example", .unknown), ("dkim=pass header.d=evilacme.example", .unknown),
      ("dkim=pass header.d=esp.example", .unknown), ("dkim=pass", .unknown),
      ("spf=pass smtp.mailfrom=x@acme.example", .pass),
      ("spf=pass smtp.mailfrom=acme.example.", .pass), ("spf=pass smtp.mailfrom=bounce.esp.example", .unknown),
      ("spf=pass smtp.helo=acme.example", .unknown), ("spf=softfail smtp.mailfrom=acme.example", .fail),
      ("dkim=fail header.d=acme.example", .fail),
      ("dkim=fail header.d=esp.example; dkim=pass header.d=acme.example", .pass), ("spf=neutral", .unknown),
      ("dkim=temperror; spf=none", .unknown), ("none", .unknown), ("iprev=pass policy.iprev=192.0.2.1", .unknown),
      ("dmarc=none; spf=pass smtp.mailfrom=acme.example", .pass), ("xdmarc=pass", .unknown), ("dmarc=passed", .unknown),
    ])
  func verdicts(results: String, expected: SenderAuthentication.Verdict) { #expect(verdict(results) == expected) }

  @Test("a domain above the sender's vouches for it")
  func above() {
    #expect(verdict("dkim=pass header.d=acme.example", from: "ana@mail.acme.example") == .pass)
    #expect(verdict("dmarc=pass header.from=acme.example", from: "ana@mail.acme.example") == .unknown)
  }

  @Test(
    "a From that is of no one domain is nobody's", arguments: ["", "Ana", "a@acme.example, b@evil.example", "ana@"])
  func manyAuthors(from: String) { #expect(verdict("dmarc=pass", from: from) == .unknown) }

  @Test("forged fields count for nothing: of other servers, and below what ours has put on top")
  func forged() {
    func field(_ text: String) -> String { "Authentication-Results: \(text)\n" }
    let own = "mx.desk.example"
    #expect(look(field("mx.evil.example; dmarc=pass"))?.verdict == .unknown)
    #expect(look(field("\(own).evil.example; dmarc=pass"))?.verdict == .unknown)
    #expect(look(field("\(own); dmarc=fail") + field("\(own); dmarc=pass"))?.verdict == .fail)
    #expect(look(field("\(own); none") + field("\(own); dmarc=pass"))?.verdict == .unknown)
    #expect(
      look(field("mx.evil.example; dmarc=pass") + field("MX.Desk.Example 1; dmarc=fail"))?.verdict == .fail)
    #expect(
      look(field("(\(own); dmarc=pass) mx.evil.example; spf=pass"))?.verdict == .unknown)
    #expect(look("X-Authentication-Results: \(own); dmarc=pass")?.verdict == .unknown)
  }

  @Test("the evidence tells who said what")
  func evidence() {
    var desk = TestDesk()
    #expect(desk.decide("From: ana@acme.example\n\nx").said("authentication").isEmpty)
    desk.settings.trusted.authservID = "mx.desk.example"
    func said(_ results: String) -> [String] {
      desk.decide("Authentication-Results: mx.desk.example; \(results)\nFrom: ana@acme.example\n\nx")
        .said("authentication")
    }
    #expect(said("dmarc=pass header.from=acme.example") == ["pass: mx.desk.example: dmarc=pass for acme.example"])
    #expect(said("spf=softfail") == ["fail: mx.desk.example: spf=softfail, and nothing vouches for acme.example"])
    #expect(
      said("dkim=pass header.d=esp.example") == [
        "none: mx.desk.example: dkim=pass is for esp.example, not for acme.example"
      ])
    #expect(said("none") == ["none: mx.desk.example: nothing vouches for acme.example"])
  }
}
