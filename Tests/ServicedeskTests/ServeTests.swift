import Foundation
import Support
import Synchronization
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
    for point in ["read:5", "taken:7", "commit:1", "acknowledged:3", "claimed:1", "delivered:2", "settled:1"] {
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

  @Test func killedByChanceAgainAndAgainItLosesAndDoublesNothing() throws {
    var random = SeededRandom(seed: 20_261_126)
    let desk = try ServingDesk()
    defer { desk.remove() }
    for number in 0..<60 { try desk.put(number) }
    for _ in 0..<6 {
      let doomed = try desk.serve()
      let lines = Int.random(in: 1...25, using: &random)
      for _ in 0..<lines where (try? doomed.awaitLog("intake:", after: doomed.log.count, seconds: 0.2)) == nil { break }
      doomed.signal(SIGKILL)
      #expect(doomed.end() == -SIGKILL)
    }
    let serve = try desk.serve()
    try awaitAll(60, of: desk, serve)
    serve.signal(SIGTERM)
    #expect(serve.end() == 0)
    try desk.expectAllOnce(60)
  }

  @Test(.enabled(if: SMTPSink.isInstalled))
  func aRelayThatIsAwayIsSaidOnceAndGetsEverythingWhenItIsBack() throws {
    let port = try LoopbackPort.free()
    let desk = try ServingDesk(relay: "smtp://127.0.0.1:\(port)")
    defer { desk.remove() }
    let serve = try desk.serve()
    try desk.put(1)
    try serve.awaitLog("warning", "delivery: mail cannot leave", "127.0.0.1:\(port)")
    try desk.put(2)
    try serve.awaitLog("intake: opened SD-2")
    let sink = try SMTPSink(port: port)
    try serve.awaitLog("notice", "delivery: mail leaves again")
    try awaitAll(2, of: desk, serve)
    #expect(try sink.mails().count == 2)
    #expect(serve.log.count { $0.contains("mail cannot leave") } == 1)
    serve.signal(SIGTERM)
    #expect(serve.end() == 0)
    try desk.expectAllOnce(2)
  }

  /// A log that stayed would be replayed into whatever is put in the database's place: a backup, for instance.
  @Test(arguments: [false, true]) func whenItHasEndedAllIsInTheOneFile(_ isReloaded: Bool) throws {
    let desk = try ServingDesk()
    defer { desk.remove() }
    #expect(try desk.run("ingest").status == 0)
    #expect(try desk.run("backup", "before.sqlite").status == 0)
    let serve = try desk.serve()
    try desk.put(1)
    try serve.awaitLog("intake: opened SD-1")
    if isReloaded {
      let count = serve.log.count
      serve.signal(SIGHUP)
      try serve.awaitLog("ready", after: count)
    }
    serve.signal(SIGTERM)
    #expect(serve.end() == 0)
    #expect((try? Data(contentsOf: URL(filePath: desk.database + "-wal"))) ?? Data() == Data())
    try FileManager.default.removeItem(atPath: desk.database)
    try FileManager.default.copyItem(
      at: desk.folder.url.appending(path: "before.sqlite"), to: URL(filePath: desk.database))
    #expect(try desk.run("list", "--json").output.isEmpty)
    #expect(try desk.run("audit", "verify").status == 0)
  }

  @Test func aMailboxThatGoesIsSaidOnceAndReadAgainWhenItIsBack() throws {
    let desk = try ServingDesk()
    defer { desk.remove() }
    let serve = try desk.serve()
    try desk.put(1)
    try serve.awaitLog("intake: opened SD-1")
    let away = desk.folder.url.appending(path: "away")
    try FileManager.default.moveItem(at: desk.mail, to: away)
    try serve.awaitLog("warning", "intake: mailbox in trouble", "/mail")
    try FileManager.default.moveItem(at: away, to: desk.mail)
    try desk.put(2)
    try serve.awaitLog("intake: opened SD-2")
    try serve.awaitLog("notice", "intake: mailbox is well again")
    #expect(serve.log.count { $0.contains("mailbox in trouble") } == 1)
    serve.signal(SIGTERM)
    #expect(serve.end() == 0)
  }

  @Test func aLockedDatabaseIsWaitedFor() throws {
    let desk = try ServingDesk()
    defer { desk.remove() }
    let serve = try desk.serve()
    let lock = try SQLiteLock(on: desk.database)
    try desk.put(1)
    try serve.awaitLog("warning", "intake: mailbox in trouble", "locked by another program")
    lock.release()
    try serve.awaitLog("intake: opened SD-1")
    serve.signal(SIGTERM)
    #expect(serve.end() == 0)
    try desk.expectAllOnce(1)
  }

  @Test func severalAtOnceDoNoHarm() throws {
    let desk = try ServingDesk()
    defer { desk.remove() }
    for number in 0..<120 { try desk.put(number) }
    let first = try desk.serve()
    let second = try desk.serve()
    for number in 120..<200 { try desk.put(number) }
    #expect(try desk.run("ingest").status == 0)
    #expect(try desk.run("deliver").status == 0)
    try awaitAll(200, of: desk, first)
    for serve in [first, second] {
      serve.signal(SIGTERM)
      #expect(serve.end() == 0, "\(serve.log)")
      #expect(!serve.log.contains { $0.contains("warning") && !$0.contains("no relay is configured") }, "\(serve.log)")
    }
    try desk.expectAllOnce(200)
  }

  @Test func aPortInUseIsAClearErrorAndNothingIsTouched() throws {
    let desk = try ServingDesk()
    defer { desk.remove() }
    try desk.put(1)
    let socket = try LoopbackPort.listen()
    defer { close(socket.descriptor) }
    let run = try desk.run("serve", "--listen", "127.0.0.1:\(socket.port)")
    #expect(run.status == 69)
    #expect(
      run.errors.hasSuffix(
        "servicedesk: cannot listen on 127.0.0.1:\(socket.port): another program does; end it, or name another port "
          + "in dashboard.listen\n"), "\(run.errors)")
    #expect(run.output.isEmpty)
    #expect(try FileManager.default.contentsOfDirectory(atPath: desk.mail.path + "/new").count == 1)
  }

  @Test(arguments: [
    ("192.0.2.1:5000", 78, "no address"), ("host.invalid:5000", 78, "no such host"), ("5000", 64, "HOST:PORT"),
  ])
  func whereNobodyCanListenIsSaid(_ listen: String, _ status: Int32, _ words: String) throws {
    let desk = try ServingDesk()
    defer { desk.remove() }
    let run = try desk.run("serve", "--listen", listen)
    #expect(run.status == status && run.output.isEmpty, "\(run.errors)")
    let last = run.errors.split(separator: "\n").last ?? ""
    #expect(last.hasPrefix("servicedesk: ") && (words == "no address" || last.contains(words)), "\(run.errors)")
  }

  @Test func aBadConfigurationIsRefusedWithItsPlace() throws {
    let desk = try ServingDesk(relay: nil, "log: {level: loud}")
    defer { desk.remove() }
    let run = try desk.run("serve")
    #expect(run.status == 78 && run.output.isEmpty)
    #expect(run.errors.hasPrefix("servicedesk.yaml:7:14: log.level: expected trace,"), "\(run.errors)")
  }

  @Test func theLinkIsPrintedWhileNobodyHasAPasswordAndNowhereElse() throws {
    let desk = try ServingDesk(relay: nil, "log: {level: trace}")
    defer { desk.remove() }
    let serve = try desk.serve()
    let line = try serve.awaitPrinted("Open ")
    let form =
      /^Open http:\/\/127\.0\.0\.1:(\d+)\/invitation\?secret=([\w-]{20,}) to set the first password \(valid 24 hours\)\.$/
    let link = try #require(line.wholeMatch(of: form)?.output)
    let (port, secret) = (try #require(Int(link.1)), String(link.2))
    #expect(try LoopbackHTTP.get("/invitation?secret=\(secret)", port: port).hasPrefix("HTTP/1.1 200 "))
    let answer = try LoopbackHTTP.post(
      [("secret", secret), ("name", "alice"), ("password", "correct horse battery")], to: "/invitation", port: port)
    #expect(answer.hasPrefix("HTTP/1.1 303 "), "\(answer)")
    serve.signal(SIGTERM)
    #expect(serve.end() == 0)
    #expect(serve.printed == [line], "the only line on standard output")
    for word in [secret, "correct horse"] { #expect(!serve.log.contains { $0.contains(word) }, "in no log") }

    let again = try desk.serve()
    again.signal(SIGTERM)
    #expect(again.end() == 0)
    #expect(again.printed.isEmpty)
  }

  @Test func oneMoreBesideItLeavesItsLinkAndItsNameAlone() throws {
    let desk = try ServingDesk()
    defer { desk.remove() }
    let first = try desk.serve()
    let line = try first.awaitPrinted("Open ")
    let link = try #require(line.firstMatch(of: /http:\/\/127\.0\.0\.1:(\d+)(\/invitation\?secret=[\w-]+)/)?.output)
    let port = try #require(Int(link.1))
    let refused = try desk.run("serve", "--listen", "127.0.0.1:\(port)")
    #expect(refused.status == 69 && refused.output.isEmpty, "\(refused.output)")
    let second = try desk.serve()
    try second.awaitLog("the link that it printed sets the first password here too")
    #expect(second.printed.isEmpty, "\(second.printed)")
    #expect(try LoopbackHTTP.get(String(link.2), port: port).hasPrefix("HTTP/1.1 200 "))
    second.signal(SIGTERM)
    #expect(second.end() == 0)
    #expect(
      try desk.run("doctor").output.contains("running as process \(first.pid), http://127.0.0.1:\(port)\n"),
      "what has ended is not named any more")
    let killed = try desk.serve()
    killed.signal(SIGKILL)
    #expect(killed.end() == -SIGKILL)
    #expect(try desk.run("doctor").output.contains("running as process \(first.pid), "))
    #expect(try LoopbackHTTP.get(String(link.2), port: port).hasPrefix("HTTP/1.1 200 "))
    first.signal(SIGTERM)
    #expect(first.end() == 0)
  }

  @Test func linesOfTheLogAreJSONWhereThatIsAskedFor() throws {
    let desk = try ServingDesk(relay: nil, "log: {level: debug, format: json}")
    defer { desk.remove() }
    let serve = try desk.serve()
    try desk.put(1, subject: "\"quoted\" \u{1B}[31m [urgent]")
    try serve.awaitLog(#""message":"sent""#)
    serve.signal(SIGTERM)
    #expect(serve.end() == 0)
    let lines = serve.log.filter { !$0.hasPrefix("servicedesk: made the database") }
    for line in lines {
      let object = try #require(
        try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any], "\(line)")
      for name in ["at", "level", "from", "message"] { #expect(object[name] is String, "\(line)") }
      for (name, value) in object {
        let isCount = ["port", "mailboxes", "outbox", "attempt", "intake", "read", "seconds"].contains(name)
        #expect(isCount ? value is NSNumber : value is String, "\(name) in \(line)")
      }
    }
    #expect(lines.contains { $0.contains(#""outbox":1"#) } && lines.contains { $0.contains(#""read":1"#) })
    let opened = try #require(lines.first { $0.contains("opened SD-1") })
    #expect(opened.contains(#""ticket":"SD-1""#) && opened.contains(#""level":"info""#))
    // What a log must never have: words of a mail, addresses of people, signed ids.
    for word in ["printer number", "quoted", "ana1@", "sd.1.1."] {
      #expect(!lines.contains { $0.contains(word) }, "\(word)")
    }
  }

  @Test func systemdIsToldWhenItIsReadyAndWhenItStops() throws {
    let desk = try ServingDesk()
    defer { desk.remove() }
    let notices = try NoticeSocket(at: desk.folder.url.appending(path: "notify").path)
    let serve = try desk.serve(environment: ["NOTIFY_SOCKET": notices.path])
    #expect(try notices.next().hasPrefix("READY=1\nSTATUS=http://127.0.0.1:"))
    serve.signal(SIGTERM)
    #expect(try notices.next() == "STOPPING=1")
    #expect(serve.end() == 0)
  }

  @Test func aSecondSignalEndsItAtOnce() throws {
    let relay = try ScriptedSMTPServer { command, _ in
      command == "." ? .stall : ScriptedSMTPServer.friendly(command)
    }
    let desk = try ServingDesk(relay: relay.url)
    defer { desk.remove() }
    let serve = try desk.serve()
    try desk.put(1)
    try relay.awaitCommand("DATA")
    serve.signal(SIGTERM)
    try serve.awaitLog("serve: stopping")
    serve.signal(SIGTERM)
    #expect(serve.end() == -SIGTERM)
  }

  @Test func whatTakesTooLongIsLeftToTheNext() throws {
    let stalls = Mutex(true)
    let relay = try ScriptedSMTPServer { command, _ in
      command == "." && stalls.withLock { $0 } ? .stall : ScriptedSMTPServer.friendly(command)
    }
    let desk = try ServingDesk(relay: relay.url)
    defer { desk.remove() }
    let serve = try desk.serve()
    try desk.put(1)
    try relay.awaitCommand("DATA")
    serve.signal(SIGINT)
    #expect(serve.end() == 75)
    #expect(serve.log.last?.contains("not finished after 10 s") == true)
    stalls.withLock { $0 = false }
    let again = try desk.serve()
    try awaitAll(1, of: desk, again)
    again.signal(SIGTERM)
    #expect(again.end() == 0)
    try desk.expectAllOnce(1)
  }

  @Test func aMailboxIsCalledTheSameEverywhere() throws {
    let desk = try ServingDesk()
    defer { desk.remove() }
    let config = desk.folder.url.appending(path: "servicedesk.yaml")
    try String(contentsOf: config, encoding: .utf8).replacing("maildir:mail\"", with: "maildir:./mail/\"")
      .write(to: config, atomically: true, encoding: .utf8)
    let serve = try desk.serve()
    try desk.put(1)
    let line = try serve.awaitLog("intake: opened SD-1")
    serve.signal(SIGTERM)
    #expect(serve.end() == 0)
    let name = try #require(desk.run("intake", "list", "--json").output.firstMatch(of: /"mailbox":"(maildir:[^"]+)"/))
    #expect(line.contains(" mailbox=\(name.output.1) "), "\(line)")
    #expect(try desk.run("doctor").output.contains("mailbox       \(name.output.1): 0 waiting"))
    try desk.put(2)
    #expect(try desk.run("ingest", String(name.output.1), "--json").output.contains(#""opened":1"#))
    #expect(try desk.run("reconcile", String(name.output.1)).status == 0)
  }

  @Test func whoeverQueuesMailIsNotSentToDeliverWhereServeDoesIt() throws {
    let desk = try ServingDesk()
    defer { desk.remove() }
    let serve = try desk.serve()
    try desk.put(1)
    try serve.awaitLog("intake: opened SD-1")
    let served = try Binary.run(
      ["resolve", "1", "--message", "Done."], in: desk.folder.url, environment: ["SERVICEDESK_OPERATOR": "alice"])
    #expect(served.output.contains("1 notice waits for Ana: serve sends it\n"), "\(served)")
    serve.signal(SIGTERM)
    #expect(serve.end() == 0)
    let alone = try Binary.run(
      ["reopen", "1"], in: desk.folder.url, environment: ["SERVICEDESK_OPERATOR": "alice"])
    #expect(alone.status == 0 && !alone.output.contains("serve"), "\(alone)")
    let again = try Binary.run(
      ["resolve", "1", "--message", "Done."], in: desk.folder.url, environment: ["SERVICEDESK_OPERATOR": "alice"])
    #expect(again.output.contains("1 notice waits for Ana: servicedesk deliver\n"), "\(again)")
  }

  @Test func doctorSaysWhetherItRuns() throws {
    let desk = try ServingDesk()
    defer { desk.remove() }
    let serve = try desk.serve()
    let port = try #require(serve.log.last?.firstMatch(of: /port=(\d+)/)?.output.1)
    let running = try desk.run("doctor")
    #expect(
      running.output.contains("ok    serve         running as process \(serve.pid), http://127.0.0.1:\(port)\n"),
      "\(running.output)")
    serve.signal(SIGKILL)
    #expect(serve.end() == -SIGKILL)
    let dead = try desk.run("doctor")
    #expect(dead.output.contains("ok    serve         not running"), "a file left by the dead says nothing")
  }

  @Test func promisesThatPassAreNotedAndSettledTicketsClose() throws {
    let desk = try ServingDesk(relay: nil, "log: {level: info}\nservice_levels: {high: {first_response: 1m}}")
    defer { desk.remove() }
    try desk.put(1, subject: "[urgent] VPN")
    try desk.put(2)
    let early = ["SERVICEDESK_NOW": "2026-11-24T07:00:00Z", "SERVICEDESK_OPERATOR": "alice"]
    #expect(try Binary.run(["ingest"], in: desk.folder.url, environment: early).status == 0)
    #expect(
      try Binary.run(["resolve", "2", "--message", "Done."], in: desk.folder.url, environment: early).status == 0)
    let serve = try desk.serve(environment: ["SERVICEDESK_NOW": "2026-12-24T07:00:00Z"])
    try serve.awaitLog("levels: SD-1 is overdue", "priority=high")
    // By the watch on promises or by a round of intake, whichever comes first.
    try serve.awaitLog("kind=closed", "ticket=SD-2")
    serve.signal(SIGTERM)
    #expect(serve.end() == 0)
    let overdue = try Binary.run(
      ["list", "--overdue", "--json"], in: desk.folder.url, environment: ["SERVICEDESK_NOW": "2026-12-24T07:00:00Z"])
    #expect(overdue.output.contains(#""id":"SD-1""#), "\(overdue.output)")
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
