import Desk
import Foundation
import Store
import Support
import Testing

@testable import Courier

/// A real Postfix as companies run it for those who send: TLS first, then a login that Dovecot checks.
@Suite(
  .enabled(
    if: PostfixServer.isUsable && DovecotServer.isUsable,
    "Postfix or Dovecot is not installed, or the test does not run as root"), .serialized)
struct SubmissionTests {
  private let home: TestMaildir
  private let passwords: DovecotServer
  private let server: PostfixServer

  init() throws {
    home = try TestMaildir()
    passwords = try DovecotServer(extra: "auth_failure_delay = 0")
    server = try PostfixServer(deliveringInto: home, extra: PostfixServer.asking(passwords))
  }

  private func settings(_ change: (inout CourierSettings) -> Void = { _ in }) -> CourierSettings {
    var settings = CourierSettings(url: server.url, username: "desk", password: "secret", caFile: server.certificate)
    change(&settings)
    return settings
  }

  private func courier(_ change: (inout CourierSettings) -> Void = { _ in }) throws -> any MailCourier {
    try CourierRoute(settings(change), relativeTo: "/").open()
  }

  private static func envelope(_ number: Int = 1, to recipient: String = "support@desk.example") -> Envelope {
    Envelope(
      sender: "support+b.1.\(number).x@desk.example", recipient: recipient,
      bytes: Array("Subject: [SD-1] number \(number)\r\n\r\nHello\r\n".utf8))
  }

  private func expectAccepted(_ outcome: DeliveryOutcome, sourceLocation: SourceLocation = #_sourceLocation) {
    if case .accepted = outcome { return }
    Issue.record("\(outcome): \(server.log)", sourceLocation: sourceLocation)
  }

  @Test func oneLoginOverTLSCarriesManyMails() throws {
    let courier = try courier()
    for number in 1...20 { expectAccepted(courier.deliver(Self.envelope(number))) }
    try home.awaitMail(20)
    let log = server.log
    #expect(server.connections == 1)
    #expect(log.contains("sasl_username=desk"), "\(log)")
    #expect(!log.contains("secret"))
  }

  @Test func aWrongPasswordIsSaidAndNoMailIsToBlame() throws {
    let outcome = try courier { $0.password = "hunter2" }.deliver(Self.envelope())
    guard case .unavailable(let reason) = outcome else {
      Issue.record("\(outcome)")
      return
    }
    #expect(reason.contains("535 5.7.8") && reason.contains("check courier.username and the password"), "\(reason)")
    #expect(!reason.contains("hunter2"))
    #expect(try home.names(in: "new").isEmpty)
  }

  /// It offers no login without TLS, and libcurl then goes on without one.
  @Test func aLoginThatIsNotOfferedIsNoFaultOfTheMail() throws {
    let courier = try courier {
      $0.tls = .never
      $0.caFile = nil
    }
    for _ in 0..<2 {
      let outcome = courier.deliver(Self.envelope(to: "ana@acme.example"))
      guard case .unavailable(let reason) = outcome else {
        Issue.record("\(outcome)")
        return
      }
      #expect(reason.contains("offers no login"), "\(reason)")
    }
    #expect(!passwords.log.contains("method=PLAIN"), "no password in plain text where it was not asked for")
  }

  @Test func aRoundIsSentOnAFewConnectionsAndWhatIsRefusedKeepsItsCode() throws {
    let strict = try PostfixServer(
      deliveringInto: home,
      extra: PostfixServer.asking(passwords).replacing(
        "smtpd_recipient_restrictions = ", with: "smtpd_recipient_restrictions = reject_unlisted_recipient, "))
    let desk = try OutboxDesk()
    let rows = try desk.queue(to: Array(repeating: "support@desk.example", count: 30) + ["nobody@desk.example"])
    let route = try CourierRoute(
      settings {
        $0.url = strict.url
        $0.caFile = strict.certificate
      }, relativeTo: "/")
    let report = try DeliveryRound(
      store: desk.store, route: route, connections: 3, caps: OutboxCaps(perAddressHour: 5, hourly: 200)
    ).run()
    #expect(report.sent == 30 && report.failed == 1, "\(report)")
    try home.awaitMail(30)
    #expect(strict.connections <= 4, "three, and one more after the refusal")
    let refused = try #require(try desk.entry(rows[30]))
    #expect(refused.state == .failed && refused.failureStatus == "5.1.1", "\(refused)")
  }

  /// It lets in one client at a time, and says 421 to the others.
  @Test func aRelayThatAllowsOneConnectionGetsEverythingOverThatOne() throws {
    let narrow = try PostfixServer(
      deliveringInto: home, extra: "smtpd_client_connection_count_limit = 1\nsmtpd_client_event_limit_exceptions =")
    let desk = try OutboxDesk()
    let rows = try desk.queue(to: Array(repeating: "support@desk.example", count: 40))
    let route = try CourierRoute(CourierSettings(url: narrow.url, caFile: narrow.certificate), relativeTo: "/")
    let round = DeliveryRound(
      store: desk.store, route: route, connections: 4, caps: OutboxCaps(perAddressHour: 5, hourly: 200))
    var sent = 0
    for _ in 0..<20 where sent < 40 { sent += try round.run().sent }
    #expect(sent == 40, "\(narrow.log.suffix(2000))")
    try home.awaitMail(40)
    #expect(try home.names(in: "new").count == 40)
    #expect(try rows.allSatisfy { try desk.entry($0)?.attempts == 1 }, "who was turned away has tried nothing")
  }

  @Test func anAddressBeyondASCIICrossesARelayThatTakesIt() throws {
    expectAccepted(try courier().deliver(Self.envelope(to: "jörg@desk.example")))
    try home.awaitMail()
    #expect(String(decoding: try home.onlyMail(), as: UTF8.self).contains("Delivered-To: jörg@desk.example"))
  }

  @Test func whereARelayTakesNoneTheMailIsRefusedAndNothingIsSent() throws {
    let old = try PostfixServer(deliveringInto: home, extra: "smtputf8_enable = no")
    let courier = try CourierRoute(
      CourierSettings(url: old.url, caFile: old.certificate), relativeTo: "/"
    ).open()
    let refused = [
      Self.envelope(to: "jörg@desk.example"),
      Envelope(sender: "jörg@desk.example", recipient: "support@desk.example", bytes: Self.envelope().bytes),
    ]
    for envelope in refused {
      guard case .refused("5.6.7", let reply) = courier.deliver(envelope) else {
        Issue.record("not refused: \(old.log)")
        continue
      }
      #expect(reply.contains("SMTPUTF8"))
    }
    expectAccepted(courier.deliver(Self.envelope()))
    try home.awaitMail()
    #expect(try home.names(in: "new").count == 1)
  }
}
