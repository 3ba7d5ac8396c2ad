import Desk
import Testing
import Triage

@Suite("Unwanted mail")
struct UnwantedRuleTests {
  private var desk = TestDesk()

  private func aside(_ decision: Decision) -> String? {
    guard decision.action == .record, let reason = decision.reason else { return nil }
    return "\(decision.disposition.rawValue): \(reason)"
  }

  @Test("spam marked upstream is quarantined, any of several marks counts")
  func spam() {
    for header in ["X-Spam-Flag: YES", "x-spam-flag: yes", "X-Spam-Flag: NO\nX-Spam-Flag: YES", "X-Spam-Flag: True"] {
      #expect(aside(desk.decide("\(header)\nSubject: [URGENT] x\n\nx")) == "quarantined: spam")
    }
    for header in ["X-Spam-Flag: NO", "X-Spam-Status: Yes", "X-Spam-Flag:", "X-Spam-Flag: yesterday"] {
      #expect(aside(desk.decide("\(header)\nSubject: x\n\nx")) == nil)
    }
  }

  @Test("the configured header counts instead, and none where there is no name")
  func spamHeader() {
    var desk = desk
    desk.settings.trusted.spamHeader = "X-Spam-Status"
    let decision = desk.decide("X-Spam-Status: Yes, score=9.1\n\nx")
    #expect(aside(decision) == "quarantined: spam")
    #expect(
      decision.said("unwanted") == ["quarantined: marked as spam by the mail server (X-Spam-Status: Yes, score=9.1)"])
    desk.settings.trusted.spamHeader = ""
    #expect(aside(desk.decide("X-Spam-Status: Yes\nX-Spam-Flag: YES\n\nx")) == nil)
  }

  @Test("a blocked sender is ignored, with the block's own reason, on a thread too")
  func blocked() {
    let decision = desk.decide(
      "From: m@evil.example\nIn-Reply-To: <1@x>\n\nx",
      knowing: Knowledge {
        $0.block = "@evil.example: sends invoices"
        $0.ticketOfReference["1@x"] = KnownTicket(1)
      })
    #expect(aside(decision) == "ignored: blocked")
    #expect(decision.said("unwanted") == ["ignored: the sender is blocked (@evil.example: sends invoices)"])
  }

  @Test("a configured rule is literal and without case, and looks at every header of its name")
  func rules() {
    var desk = desk
    desk.settings.rules = [
      IntakeRule(header: "Subject", contains: "[alert vm]", then: .ignore),
      IntakeRule(header: "x-tag", contains: "b.c", then: .quarantine),
      IntakeRule(header: "To", contains: "", then: .ignore),
      IntakeRule(header: "not a name:", contains: "x", then: .ignore),
    ]
    #expect(aside(desk.decide("Subject: =?utf-8?q?=5BALERT_VM=5D_x?=\n\nx")) == "ignored: rule")
    #expect(aside(desk.decide("Subject: alert vm\n\nx")) == nil)
    #expect(aside(desk.decide("X-Tag: a\nX-Tag: aB.Cd\n\nx")) == "quarantined: rule")
    #expect(aside(desk.decide("X-Tag: abxcd\nTo: x@y.example\n\nx")) == nil)
  }

  @Test("where authentication is asked for, only our own server's word counts")
  func authentication() {
    var desk = desk
    desk.settings.trusted.requireAuthentication = true
    desk.settings.trusted.authservID = "mx.desk.example"
    func decide(_ results: String) -> String? {
      aside(desk.decide("\(results)\nFrom: ana@acme.example\n\nx"))
    }
    #expect(decide("Authentication-Results: mx.desk.example; spf=pass; dmarc=pass header.from=acme.example") == nil)
    #expect(decide("Authentication-Results: mx.desk.example; dmarc=fail") == "quarantined: rule")
    #expect(decide("Authentication-Results: mx.evil.example; dmarc=pass") == "quarantined: rule")
    #expect(
      decide("Authentication-Results: mx.desk.example; dmarc=fail\nAuthentication-Results: mx.desk.example; dmarc=pass")
        == "quarantined: rule")
    #expect(decide("X: y") == "quarantined: rule")
  }
}
