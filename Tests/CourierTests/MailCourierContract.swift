import Desk
import Foundation
import Support
import Testing

@testable import Courier

/// What every courier must do, run on each of them: a maildir, a real smtp-sink, a scripted server.
@Suite(.enabled(if: SMTPSink.isInstalled, "smtp-sink comes with the package postfix")) struct MailCourierContract {
  enum Kind: CaseIterable { case maildir, sink, scripted }

  /// A courier of one kind with a way to look at what has arrived.
  struct Way {
    let courier: any MailCourier
    /// The mails that arrived, as text.
    let arrived: () throws -> [String]

    init(_ kind: Kind) throws {
      switch kind {
      case .maildir:
        let home = try TestMaildir()
        courier = try CourierRoute(CourierSettings(url: "maildir:outgoing"), relativeTo: home.folder.path).open()
        arrived = {
          let new = home.folder.path + "/outgoing/new"
          return try FileManager.default.contentsOfDirectory(atPath: new).sorted()
            .map { String(decoding: try Data(contentsOf: URL(filePath: "\(new)/\($0)")), as: UTF8.self) }
        }
      case .sink:
        let sink = try SMTPSink()
        courier = try Way.courier(to: sink.url)
        arrived = { try sink.mails() }
      case .scripted:
        let server = try ScriptedSMTPServer { command, _ in ScriptedSMTPServer.friendly(command) }
        courier = try Way.courier(to: server.url)
        arrived = { server.bodies }
      }
    }

    static func courier(to url: String, _ change: (inout CourierSettings) -> Void = { _ in }) throws -> any MailCourier
    {
      var settings = CourierSettings(url: url, tls: .offered, clientName: "desk.example")
      change(&settings)
      return try CourierRoute(settings, relativeTo: "/").open()
    }
  }

  static let mail = Array("From: Support <support@desk.example>\r\nSubject: [SD-1] x\r\n\r\nHello\r\n".utf8)

  private func envelope(
    to recipient: String = "ana@acme.example", from sender: String = "support+b.1.1.x@desk.example"
  ) -> Envelope {
    Envelope(sender: sender, recipient: recipient, bytes: Self.mail)
  }

  @Test(arguments: Kind.allCases) func whatIsAcceptedHasArrived(_ kind: Kind) throws {
    let way = try Way(kind)
    guard case .accepted(let reply) = way.courier.deliver(envelope()) else {
      Issue.record("not accepted")
      return
    }
    #expect(!reply.isEmpty)
    let mails = try way.arrived()
    #expect(mails.count == 1)
    #expect(mails.first?.contains("Subject: [SD-1] x") == true)
  }

  @Test(arguments: Kind.allCases) func oneCourierTakesManyMails(_ kind: Kind) throws {
    let way = try Way(kind)
    for number in 0..<20 {
      guard case .accepted = way.courier.deliver(envelope(to: "ana\(number)@acme.example")) else {
        Issue.record("not accepted: \(number)")
        return
      }
    }
    #expect(try way.arrived().count == 20)
  }

  @Test(arguments: Kind.allCases) func theNullSenderIsASender(_ kind: Kind) throws {
    let way = try Way(kind)
    guard case .accepted = way.courier.deliver(envelope(from: "")) else {
      Issue.record("not accepted")
      return
    }
    #expect(try way.arrived().count == 1)
  }

  /// libcurl would write each of these into the command as it is.
  @Test(arguments: Kind.allCases) func anAddressThatWouldBeACommandIsRefusedAndNothingIsSent(_ kind: Kind) throws {
    let way = try Way(kind)
    let addresses = [
      "ana@acme.example>\r\nRCPT TO:<eve@evil.example", "ana@acme.example\nDATA", "ana@acme.example\r",
      "ana\0@acme.example",
      "<ana@acme.example>", "ana@acme.example> BODY=8BITMIME", "ana lima@acme.example", "ana@acme.example ",
      "ana\u{2028}@acme.example", "ana\u{85}@acme.example", "\"ana\"@acme.example", "ana,eve@acme.example", "", "ana",
      "@",
      "ana@", "@acme.example", "ana@acme..example", "ana@acme.example.", "ana@a b", "ana@[127.0.0.1>]",
      "ana@acme\u{202E}.example",
      String(repeating: "a", count: 65) + "@acme.example", "ana@" + String(repeating: "a", count: 64) + ".example",
    ]
    for address in addresses {
      guard case .refused(let status, _) = way.courier.deliver(envelope(to: address)) else {
        Issue.record("not refused: \(address.debugDescription)")
        continue
      }
      #expect(status == "5.1.3")
      if !address.isEmpty, case .refused = way.courier.deliver(envelope(from: address)) { continue }
      if !address.isEmpty { Issue.record("not refused as a sender: \(address.debugDescription)") }
    }
    #expect(try way.arrived().isEmpty)
  }
}
