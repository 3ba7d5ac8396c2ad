import Desk
import Dispatch
import Support
import Synchronization
import Testing

@testable import Courier

/// Relays that do not answer, or too late.
@Suite struct SilentRelayTests {
  private let envelope = Envelope(
    sender: "support@desk.example", recipient: "ana@acme.example", bytes: MailCourierContract.mail)

  private func courier(to server: ScriptedSMTPServer, silence: Int = 300) throws -> any MailCourier {
    try MailCourierContract.Way.courier(to: server.url) { $0.patience.silence = silence }
  }

  @Test(arguments: ["RCPT", "DATA", "."]) func aRelayThatFallsSilentIsLeft(_ command: String) throws {
    let server = try ScriptedSMTPServer { said, _ in
      said.hasPrefix(command) ? .stall : ScriptedSMTPServer.friendly(said)
    }
    guard case .deferred(nil, let reply) = try courier(to: server, silence: 1).deliver(envelope) else {
      Issue.record("not deferred")
      return
    }
    #expect(reply.contains("gave no answer to"))
  }

  /// The verdict on the first mail comes when the courier has given it up: it is none on the second.
  @Test func anAnswerThatComesTooLateIsNotTheNextMails() throws {
    let server = try ScriptedSMTPServer { command, connection in
      guard connection == 1 else { return ScriptedSMTPServer.friendly(command) }
      if command == "." { return .keepSilent }
      return command.contains("next") ? .say("550 5.7.1 that was spam") : ScriptedSMTPServer.friendly(command)
    }
    let courier = try courier(to: server, silence: 1)
    guard case .deferred = courier.deliver(envelope) else {
      Issue.record("not deferred")
      return
    }
    var next = envelope
    next.sender = "next@desk.example"
    #expect(courier.deliver(next) == .accepted(reply: "250 2.0.0 Ok: queued as 4F1D2"))
    #expect(server.connections == 2)
  }

  /// The relay says goodbye only once the courier is gone, as one does that has fallen silent in between.
  @Test(arguments: [true, false]) func nobodyWaitsForAGoodbye(_ isRefused: Bool) throws {
    let isGone = DispatchSemaphore(value: 0)
    let isOver = DispatchSemaphore(value: 0)
    let hasWaited = Mutex(false)
    let server = try ScriptedSMTPServer { command, _ in
      if command == "QUIT" {
        if isGone.wait(timeout: .now() + 60) == .timedOut { hasWaited.withLock { $0 = true } }
        isOver.signal()
      }
      return isRefused && command.hasPrefix("RCPT")
        ? .say("550 5.1.1 unknown user") : ScriptedSMTPServer.friendly(command)
    }
    let outcome = try courier(to: server).deliver(envelope)
    isGone.signal()
    #expect(isOver.wait(timeout: .now() + 60) == .success, "QUIT is said")
    if isRefused {
      #expect(outcome == .refused(status: "5.1.1", reply: "550 5.1.1 unknown user"))
    } else {
      #expect(outcome == .accepted(reply: "250 2.0.0 Ok: queued as 4F1D2"))
    }
    #expect(!hasWaited.withLock { $0 }, "the courier waited for an answer to QUIT")
  }
}
