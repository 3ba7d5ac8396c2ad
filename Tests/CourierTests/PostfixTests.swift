import Desk
import Foundation
import Support
import Testing

@testable import Courier

/// The whole way over a real mail server, and back.
@Suite(.enabled(if: PostfixServer.isUsable, "Postfix is not installed, or the test does not run as root"), .serialized)
struct PostfixTests {
  private let home: TestMaildir
  private let server: PostfixServer

  init() throws {
    home = try TestMaildir()
    server = try PostfixServer(deliveringInto: home)
  }

  private func courier(_ change: (inout CourierSettings) -> Void) throws -> any MailCourier {
    var settings = CourierSettings(url: server.url)
    change(&settings)
    return try CourierRoute(settings, relativeTo: "/").open()
  }

  private func envelope(to recipient: String) -> Envelope {
    let header = "From: Support <support@desk.example>\r\nTo: \(recipient)\r\nMessage-ID: <sd.1.1.x@desk.example>\r\n"
    return Envelope(
      sender: "support+b.1.7.abcdef@desk.example", recipient: recipient,
      bytes: Array("\(header)Subject: [SD-1] Printer\r\n\r\nHello\r\n".utf8))
  }

  @Test func mailOverVerifiedTLSArrivesAtAnAddressWithASuffix() throws {
    let courier = try courier { $0.caFile = server.certificate }
    guard case .accepted(let reply) = courier.deliver(envelope(to: "support+r.1.2.x@desk.example")) else {
      Issue.record("not accepted: \(server.log)")
      return
    }
    #expect(reply.hasPrefix("250 2.0.0 Ok: queued as "))
    try home.awaitMail()
    let mail = String(decoding: try home.onlyMail(), as: UTF8.self)
    #expect(mail.contains("Return-Path: <support+b.1.7.abcdef@desk.example>"))
    #expect(mail.contains("X-Original-To: support+r.1.2.x@desk.example") || mail.contains("Delivered-To: "))
    #expect(mail.contains("using TLS"))
  }

  @Test func aCertificateThatNobodyVouchesForKeepsTheMailBack() throws {
    guard case .unavailable(let reason) = try courier({ _ in }).deliver(envelope(to: "support@desk.example")) else {
      Issue.record("not unavailable")
      return
    }
    #expect(reason.contains("courier.ca_file"))
    #expect(try home.names(in: "new").isEmpty)
  }

  @Test func anUnknownAddressComesBackAsABounceToTheSignedSender() throws {
    let courier = try courier { $0.tls = .offered }
    guard case .accepted = courier.deliver(envelope(to: "nobody@elsewhere.example")) else {
      Issue.record("not accepted: \(server.log)")
      return
    }
    try home.awaitMail()
    let bounce = String(decoding: try home.onlyMail(), as: UTF8.self)
    #expect(bounce.contains("Return-Path: <>"))
    #expect(bounce.contains("To: support+b.1.7.abcdef@desk.example"))
    #expect(bounce.contains("report-type=delivery-status"))
    #expect(bounce.contains("Final-Recipient: rfc822; nobody@elsewhere.example"))
    #expect(bounce.contains("Status: 5.1.1"))
    #expect(bounce.contains("Message-ID: <sd.1.1.x@desk.example>"))
  }
}
