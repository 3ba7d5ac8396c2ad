import Desk
import Foundation
import Support
import Testing

@testable import Courier

@Suite(.enabled(if: SMTPSink.isInstalled, "smtp-sink comes with the package postfix")) struct SMTPCourierTests {
  private let envelope = Envelope(
    sender: "support@desk.example", recipient: "ana@acme.example", bytes: MailCourierContract.mail)

  private func courier(to url: String, _ change: (inout CourierSettings) -> Void = { _ in }) throws -> any MailCourier {
    try MailCourierContract.Way.courier(to: url, change)
  }

  private func server(
    offering extensions: [String] = [], except answers: [String: ScriptedSMTPServer.Answer] = [:]
  ) throws -> ScriptedSMTPServer {
    try ScriptedSMTPServer { command, _ in
      answers[command == "" || command == "." ? command : String(command.prefix(4))]
        ?? ScriptedSMTPServer.friendly(command, offering: extensions)
    }
  }

  // MARK: What a real server says

  @Test func theServersOwnWordsAreKept() throws {
    let server = try server()
    #expect(try courier(to: server.url).deliver(envelope) == .accepted(reply: "250 2.0.0 Ok: queued as 4F1D2"))
    #expect(
      server.commands == [
        "EHLO desk.example", "MAIL FROM:<support@desk.example>", "RCPT TO:<ana@acme.example>", "DATA", "QUIT",
      ]
        || server.commands.dropLast(0).last == "DATA")
  }

  @Test func theEnvelopeCrossesTheWireAsItIs() throws {
    let sink = try SMTPSink()
    let courier = try courier(to: sink.url)
    _ = courier.deliver(Envelope(sender: "", recipient: "Ana.Lima+x@Acme.example", bytes: MailCourierContract.mail))
    let mail = try #require(try sink.mails().first)
    #expect(mail.contains("X-Mail-Args: <>"))
    #expect(mail.contains("X-Rcpt-Args: <Ana.Lima+x@Acme.example>"))
  }

  @Test(arguments: ["RCPT", "DATA", "."]) func aHardNoToAMailIsARefusalWhereverItComes(_ command: String) throws {
    let sink = try SMTPSink("-f", command)
    guard case .refused(let status, let reply) = try courier(to: sink.url).deliver(envelope) else {
      Issue.record("not refused")
      return
    }
    #expect(status == "5.3.0")
    #expect(reply.hasPrefix("5"))
  }

  /// The sender is an address of ours: what is wrong with it is no fault of the mail.
  @Test func aHardNoToOurAddressDefersTheMail() throws {
    let sink = try SMTPSink("-f", "MAIL")
    guard case .deferred("5.3.0", let reply) = try courier(to: sink.url).deliver(envelope) else {
      Issue.record("not deferred")
      return
    }
    #expect(reply.hasPrefix("5"))
  }

  /// Such a no would be said of every mail, and costs none an attempt.
  @Test(arguments: ["421 4.3.2 going down", "421 too busy", "452 4.3.1 no room", "450 4.3.0 not now"])
  func aRelayThatIsInNoStateIsUnavailable(_ answer: String) throws {
    let server = try server(except: ["MAIL": .say(answer)])
    guard case .unavailable(let reason) = try courier(to: server.url).deliver(envelope) else {
      Issue.record("not unavailable")
      return
    }
    #expect(reason.contains(answer))
  }

  @Test(arguments: ["552 5.3.4 message too big", "554 5.6.1 no 8-bit mail", "552 too big"])
  func aNoToTheMessageMayComeEarly(_ answer: String) throws {
    let server = try server(except: ["MAIL": .say(answer)])
    guard case .refused(_, answer) = try courier(to: server.url).deliver(envelope) else {
      Issue.record("not refused")
      return
    }
  }

  @Test(arguments: ["RCPT", "DATA", "."]) func aSoftNoToAMailIsDeferredWhereverItComes(_ command: String) throws {
    let sink = try SMTPSink("-r", command)
    guard case .deferred(let status, let reply) = try courier(to: sink.url).deliver(envelope) else {
      Issue.record("not deferred")
      return
    }
    #expect(status == "4.3.0")
    #expect(reply.hasPrefix("4"))
  }

  @Test func afterANoTheNextMailIsDelivered() throws {
    let server = try ScriptedSMTPServer { command, _ in
      command.contains("nobody") ? .say("550 5.1.1 unknown user") : ScriptedSMTPServer.friendly(command)
    }
    let courier = try courier(to: server.url)
    var unknown = envelope
    unknown.recipient = "nobody@acme.example"
    #expect(courier.deliver(unknown) == .refused(status: "5.1.1", reply: "550 5.1.1 unknown user"))
    #expect(courier.deliver(envelope) == .accepted(reply: "250 2.0.0 Ok: queued as 4F1D2"))
  }

  // MARK: Trouble that says nothing about the mail

  @Test func aRelayThatIsNotThereIsUnavailable() throws {
    let url = "smtp://127.0.0.1:\(try LoopbackPort.free())"
    guard case .unavailable(let reason) = try courier(to: url).deliver(envelope) else {
      Issue.record("not unavailable")
      return
    }
    #expect(reason.contains("Connection refused"))
  }

  @Test func aRelayThatIsClosingIsUnavailable() throws {
    let server = try server(except: ["": .say("421 4.3.2 shutting down")])
    guard case .unavailable(let reason) = try courier(to: server.url).deliver(envelope) else {
      Issue.record("not unavailable")
      return
    }
    #expect(reason.contains("421 4.3.2 shutting down"))
    #expect(!server.commands.contains { $0.hasPrefix("MAIL") })
  }

  @Test func requiredTLSIsNotGivenUpWhereARelayHasNone() throws {
    let server = try server()
    guard case .unavailable(let reason) = try courier(to: server.url, { $0.tls = .required }).deliver(envelope) else {
      Issue.record("not unavailable")
      return
    }
    #expect(reason.contains("offers no STARTTLS"))
    #expect(!server.commands.contains { $0.hasPrefix("MAIL") })
  }

  @Test(arguments: ["530 5.7.0 Must issue a STARTTLS command first", "530 5.7.1 Authentication required"])
  func aRelayThatWantsToKnowUsFirstRefusesUsAndNotTheMail(_ reply: String) throws {
    let server = try server(except: ["MAIL": .say(reply)])
    guard case .unavailable(let reason) = try courier(to: server.url).deliver(envelope) else {
      Issue.record("not unavailable")
      return
    }
    #expect(reason.contains(reply))
  }

  /// Why a relay that gives this answer to our login cannot be used.
  private func reason(ofLoginAnswered answer: String, password: String) throws -> String? {
    let server = try server(offering: ["AUTH PLAIN"], except: ["AUTH": .say(answer)])
    let courier = try courier(to: server.url) {
      $0.username = "desk"
      $0.password = password
    }
    guard case .unavailable(let reason) = courier.deliver(envelope) else { return nil }
    return reason
  }

  @Test func aWrongPasswordIsUnavailableAndSaysWhatToCheck() throws {
    let reason = try #require(
      try reason(ofLoginAnswered: "535 5.7.8 authentication failed", password: "wrong"), "not unavailable")
    #expect(reason.contains("check courier.username and the password"))
    #expect(!reason.contains("wrong"))
  }

  @Test(arguments: [
    "hunter22", Data("hunter22".utf8).base64EncodedString(), Data("\0desk\0hunter22".utf8).base64EncodedString(),
  ])
  func aPasswordThatTheRelaySaysBackIsNotRepeated(_ words: String) throws {
    let reason = try #require(
      try reason(ofLoginAnswered: "535 5.7.8 no entry with \(words) today", password: "hunter22"), "not unavailable")
    #expect(reason.contains("no entry with *** today"), "\(reason)")
  }

  @Test func aPasswordOpensTheRelayOnLoopback() throws {
    let login = Data("\0desk\0secret".utf8).base64EncodedString()
    let server = try ScriptedSMTPServer { command, _ in
      if command == "AUTH PLAIN" { return .say("334 ") }
      return command == login
        ? .say("235 2.7.0 welcome") : ScriptedSMTPServer.friendly(command, offering: ["AUTH PLAIN"])
    }
    let courier = try courier(to: server.url) {
      $0.username = "desk"
      $0.password = "secret"
    }
    guard case .accepted = courier.deliver(envelope) else {
      Issue.record("not accepted")
      return
    }
    #expect(server.commands.contains(login))
  }

  // MARK: Connections

  @Test func oneConnectionCarriesManyMails() throws {
    let server = try server()
    let courier = try courier(to: server.url)
    for _ in 0..<10 { _ = courier.deliver(envelope) }
    #expect(server.bodies.count == 10)
    #expect(server.connections == 1)
  }

  /// QUIRK: relays end a connection after some mails, with 421 or without a word.
  @Test(arguments: [true, false]) func aConnectionThatTheRelayEndedIsMadeAnew(_ isPolite: Bool) throws {
    let server = try ScriptedSMTPServer { command, connection in
      guard command.hasPrefix("MAIL"), command.contains("again"), connection == 1 else {
        return ScriptedSMTPServer.friendly(command)
      }
      return isPolite ? .say("421 4.7.0 too many messages in one session") : .hangUp
    }
    let courier = try courier(to: server.url)
    #expect(courier.deliver(envelope) == .accepted(reply: "250 2.0.0 Ok: queued as 4F1D2"))
    var again = envelope
    again.sender = "again@desk.example"
    #expect(courier.deliver(again) == .accepted(reply: "250 2.0.0 Ok: queued as 4F1D2"))
    #expect(server.connections == 2)
    #expect(server.bodies.count == 2)
  }

  /// QUIRK: Postfix does so after twenty errors of a client, whichever mails they were about.
  @Test(arguments: ["RCPT", "DATA"]) func aConnectionThatIsClosedInTheMiddleIsMadeAnew(_ last: String) throws {
    let server = try ScriptedSMTPServer { command, connection in
      command.hasPrefix("EHLO") || command.isEmpty || connection > 1
        ? ScriptedSMTPServer.friendly(command)
        : command.contains("nobody")
          ? .say("550 5.1.1 unknown user")
          : command.hasPrefix(last) ? .say("421 4.7.0 too many errors") : ScriptedSMTPServer.friendly(command)
    }
    let courier = try courier(to: server.url)
    var unknown = envelope
    unknown.recipient = "nobody@acme.example"
    #expect(courier.deliver(unknown) == .refused(status: "5.1.1", reply: "550 5.1.1 unknown user"))
    #expect(courier.deliver(envelope) == .accepted(reply: "250 2.0.0 Ok: queued as 4F1D2"))
    #expect(server.connections == 2)
  }

  /// A line behind the verdict of one mail would be taken as the answer to the next one.
  @Test(arguments: ["550 5.7.1 what is that", "250 2.0.0 once more", "what?"])
  func aLineTooManyIsNoVerdictOnTheNextMail(_ line: String) throws {
    let server = try ScriptedSMTPServer { command, connection in
      command == "." && connection == 1
        ? .say("250 2.0.0 Ok: queued as 1\r\n" + line) : ScriptedSMTPServer.friendly(command)
    }
    let courier = try courier(to: server.url)
    #expect(courier.deliver(envelope) == .accepted(reply: "250 2.0.0 Ok: queued as 1"))
    for _ in 0..<2 {
      switch courier.deliver(envelope) {
      case .accepted, .deferred: break
      case .refused(_, let reply): Issue.record("refused: \(reply)")
      case .unavailable(let reason): Issue.record("unavailable: \(reason)")
      }
    }
  }

  @Test(arguments: ["RCPT", "DATA", "."]) func aConnectionLostWithinAMailDefersItOnce(_ command: String) throws {
    let server = try server(except: [command: .hangUp])
    guard case .deferred(nil, let reply) = try courier(to: server.url).deliver(envelope) else {
      Issue.record("not deferred")
      return
    }
    #expect(reply.contains("gave no answer to"))
    #expect(server.connections == 1, "a mail that may have been taken over is not sent again at once")
  }

  @Test func whenNoMailIsAnsweredTheOthersNeedNotWait() throws {
    let server = try server(except: ["DATA": .hangUp])
    let courier = try courier(to: server.url)
    let outcomes = (0..<3).map { _ in courier.deliver(envelope) }
    let isDeferred = outcomes.map { if case .deferred = $0 { true } else { false } }
    #expect(isDeferred == [true, true, false])
    guard case .unavailable = outcomes[2] else {
      Issue.record("not unavailable")
      return
    }
  }

  // MARK: What is sent

  @Test func aLineThatIsADotAloneDoesNotEndTheMail() throws {
    let server = try server()
    var dotted = envelope
    dotted.bytes = Array("Subject: x\n\nbefore\n.\nMAIL FROM:<eve@evil.example>\r.\r\n..two\n".utf8)
    guard case .accepted = try courier(to: server.url).deliver(dotted) else {
      Issue.record("not accepted")
      return
    }
    #expect(server.bodies == ["Subject: x\n\nbefore\n..\nMAIL FROM:<eve@evil.example>\n..\n...two"])
    #expect(server.commands.filter { $0.hasPrefix("MAIL") }.count == 1)
  }

  @Test func aDomainInAnyScriptCrossesTheWireInASCII() throws {
    let server = try server()
    var foreign = envelope
    foreign.recipient = "ana@Bücher.example"
    guard case .accepted = try courier(to: server.url).deliver(foreign) else {
      Issue.record("not accepted")
      return
    }
    #expect(server.commands.contains("RCPT TO:<ana@xn--bcher-kva.example>"))
  }

  @Test func anAddressBeyondASCIINeedsARelayThatTakesIt() throws {
    var foreign = envelope
    foreign.recipient = "jörg@acme.example"
    let plain = try server()
    guard case .refused("5.6.7", _) = try courier(to: plain.url).deliver(foreign) else {
      Issue.record("not refused")
      return
    }
    #expect(!plain.commands.contains { $0.hasPrefix("MAIL") })
    let modern = try server(offering: ["SMTPUTF8"])
    guard case .accepted = try courier(to: modern.url).deliver(foreign) else {
      Issue.record("not accepted")
      return
    }
    #expect(modern.commands.contains { $0.hasPrefix("MAIL FROM:<support@desk.example>") && $0.contains("SMTPUTF8") })
    #expect(modern.commands.contains("RCPT TO:<jörg@acme.example>"))
  }

  // MARK: Hostile servers

  @Test func whatAServerSaysIsKeptHarmlessAndBounded() throws {
    let flood = (0..<100).map { "550-5.7.1 line \($0) \u{1B}[31m \(String(repeating: "x", count: 300))" }
    let server = try server(except: ["RCPT": .say((flood + ["550 5.7.1 \u{202E}end"]).joined(separator: "\r\n"))])
    guard case .refused("5.7.1", let reply) = try courier(to: server.url).deliver(envelope) else {
      Issue.record("not refused")
      return
    }
    #expect(reply.count <= 1000)
    #expect(!reply.unicodeScalars.contains { $0.properties.generalCategory == .control || $0.value == 0x202E })
  }

  @Test func aCheckGoesUpToTheMailAndNoFurther() throws {
    let server = try server()
    var settings = CourierSettings(url: server.url, tls: .offered)
    try CourierRoute(settings, relativeTo: "/").check()
    #expect(!server.commands.contains { $0.hasPrefix("MAIL") })
    settings.tls = .required
    let error = #expect(throws: CourierError.self) { try CourierRoute(settings, relativeTo: "/").check() }
    #expect(error?.code == .unreachable)
  }
}
