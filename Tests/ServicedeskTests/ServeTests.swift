import Foundation
import Support
import Testing

/// `serve` as it is run: the real program, a real maildir, a real SMTP server.
@Suite struct ServeTests {
  @Test(.enabled(if: SMTPSink.isInstalled))
  func mailBecomesATicketAndItsNoticeArrivesWithoutAnyCommand() throws {
    let sink = try SMTPSink()
    let desk = try ServingDesk(relay: sink.url)
    defer { desk.remove() }
    let serve = try desk.serve()
    try desk.put(1, subject: "[urgent] VPN down")
    try serve.awaitLog("intake: opened SD-1", "key=1795000001.M1001")
    try serve.awaitLog("delivery: sent", "kind=received", "ticket=SD-1")
    let mail = try #require(try sink.mails().first)
    #expect(mail.contains("X-Rcpt-Args: <ana1@acme.example>") && mail.contains("[SD-1]"))
    let list = try desk.run("list", "--json")
    #expect(list.output.contains(#""priority":"high""#), "\(list.output)")
    serve.signal(SIGTERM)
    #expect(serve.end() == 0)
    try desk.expectAllOnce(1)
  }

  @Test func aSignalEndsItWhenWhatIsInHandIsFinished() throws {
    for signal in [SIGTERM, SIGINT] {
      let desk = try ServingDesk()
      defer { desk.remove() }
      for number in 0..<300 { try desk.put(number) }
      let serve = try desk.serve()
      try serve.awaitLog("intake: opened")
      serve.signal(signal)
      #expect(serve.end() == 0)
      #expect(serve.log.last?.contains("serve: stopped") == true, "\(serve.log.suffix(3))")
      #expect(try desk.run("reconcile").status == 0, "what was taken in is whole, what was not still waits")
      // Whatever was left is taken in by the next one.
      let again = try desk.serve()
      try awaitAll(300, of: desk, again)
      again.signal(SIGTERM)
      #expect(again.end() == 0)
      try desk.expectAllOnce(300)
    }
  }

  @Test func killedAtAnyMomentAndStartedAgainItLosesAndDoublesNothing() throws {
    for point in ["read:5", "savepoint:7", "commit:1", "acknowledged:3", "claimed:1", "delivered:2", "settled:1"] {
      let desk = try ServingDesk()
      defer { desk.remove() }
      for number in 0..<20 { try desk.put(number) }
      let doomed = try RunningBinary(["serve"], in: desk.folder.url, environment: ["SERVICEDESK_FAILPOINT": point])
      #expect(doomed.end() == -SIGKILL, "\(point)")
      let serve = try desk.serve()
      try awaitAll(20, of: desk, serve)
      serve.signal(SIGTERM)
      #expect(serve.end() == 0)
      try desk.expectAllOnce(20)
    }
  }

  /// Returns when `count` notices have left.
  private func awaitAll(_ count: Int, of desk: ServingDesk, _ serve: RunningBinary) throws {
    while true {
      // Each mail that leaves is a line, said when the outbox has it; what left before is in the outbox alone.
      let lines = serve.log.count
      let sent = try desk.run("outbox", "list", "--state", "sent", "--limit", "0", "--json").output
      if sent.split(separator: "\n").count >= count { return }
      try serve.awaitLog("delivery: sent", after: lines)
    }
  }
}
