import Foundation
import Support
import Testing

/// The real program over folders of a real Dovecot.
@Suite(.enabled(if: DovecotServer.isUsable, "no Dovecot: apt-get install dovecot-imapd, and run as root"))
struct IMAPDeskTests {
  /// A desk whose queue has an inbox on a server.
  struct Desk {
    let server: DovecotServer
    let folder: TemporaryDirectory

    init(after: String = "seen", poll: String = "1s", extra: String = "") throws {
      server = try DovecotServer(extra: extra)
      folder = try TemporaryDirectory()
      try Data("secret\n".utf8).write(to: folder.url.appending(path: "password"))
      let config = """
        desk: {name: Support, domain: desk.example}
        queues:
          - name: support
            address: support@desk.example
            mailboxes:
              - {url: "imap://support@127.0.0.1:\(server.port)/INBOX", password_file: password, ca_file: \(server.certificate), after: "\(after)"}
        intake: {poll: \(poll)}
        dashboard: {listen: "127.0.0.1:0"}
        log: {level: info}

        """
      try config.write(to: folder.url.appending(path: "servicedesk.yaml"), atomically: true, encoding: .utf8)
    }

    func put(_ numbers: some Sequence<Int>, seen: Bool = false) throws {
      try server.put(numbers.map(Self.mail), into: "support", seen: seen)
    }

    static func mail(_ number: Int) -> String {
      """
      From: ana\(number)@acme.example
      To: support@desk.example
      Subject: printer number \(number)
      Message-ID: <\(number)@acme.example>

      The printer number \(number) does not print.
      """
    }

    func run(_ arguments: String..., environment: [String: String] = [:]) throws -> Binary.Run {
      try Binary.run(arguments, in: folder.url, environment: environment)
    }

    /// Proves that so many messages opened a ticket each, and nothing happened twice.
    func expectTickets(_ count: Int, sourceLocation: SourceLocation = #_sourceLocation) throws {
      let tickets = try run("list", "--status", "all", "--limit", "0", "--json").output.split(separator: "\n")
      #expect(tickets.count == count, sourceLocation: sourceLocation)
      let proof = try run("reconcile", "--json")
      #expect(proof.status == 0 && proof.output.contains(#""problems":0"#), "\(proof)", sourceLocation: sourceLocation)
    }
  }

  @Test func aFolderIsTakenInOnceAndExplained() throws {
    let desk = try Desk()
    try desk.put(1...40)
    let first = try desk.run("ingest", "--json")
    #expect(first.status == 0 && first.output.contains(#""read":40,"opened":40"#), "\(first)")
    let second = try desk.run("ingest", "--json")
    #expect(second.status == 0 && second.output.contains(#""read":0"#), "\(second)")
    #expect(desk.server.flags(of: "support") == Array(repeating: "S", count: 40))
    let row = try desk.run("intake", "list", "--limit", "1", "--json")
    #expect(row.output.contains("\"mailbox\":\"imap:support@127.0.0.1:\(desk.server.port)/INBOX\""), "\(row.output)")
    try desk.expectTickets(40)
    #expect(try desk.run("doctor").output.contains("imap:support@127.0.0.1"))
  }

  @Test func whatWasSeenBeforeTheFirstContactIsFinishedBusiness() throws {
    let desk = try Desk()
    try desk.put(1...3, seen: true)
    try desk.put(4...5)
    let run = try desk.run("ingest", "--json")
    #expect(run.output.contains(#""read":5,"opened":2"#) && run.output.contains(#""ignored":3"#), "\(run)")
    // From now on \Seen means nothing: somebody read it on a phone before we came.
    try desk.put(6...6, seen: true)
    #expect(try desk.run("ingest", "--json").output.contains(#""read":1,"opened":1"#))
  }

  @Test func aNewUIDValidityDoublesNothing() throws {
    let desk = try Desk()
    try desk.put(31...33, seen: true)
    try desk.put(1...20)
    #expect(try desk.run("ingest", "--json").output.contains(#""ignored":3"#))
    desk.server.stop()
    let place = desk.server.maildir(of: "support")
    for name in try FileManager.default.contentsOfDirectory(atPath: place.path) where name.hasPrefix("dovecot") {
      try FileManager.default.removeItem(at: place.appending(path: name))
    }
    usleep(1_100_000)
    try desk.server.start()
    try desk.put(21...22)
    // Somebody reads a new one before we come: it came after the first contact, and is nobody's finished business.
    try desk.put(23...23, seen: true)
    let run = try desk.run("ingest", "--json")
    #expect(run.output.contains(#""read":26,"opened":3,"appended":0"#), "\(run)")
    #expect(try desk.run("ingest", "--json").output.contains(#""read":0"#))
    try desk.expectTickets(23)
  }

  @Test(arguments: ["read:9", "taken:7", "commit:1", "acknowledged:1"]) func killedAnywhereItLosesAndDoublesNothing(
    _ point: String
  ) throws {
    for after in ["seen", "move:Done"] {
      let desk = try Desk(after: after)
      try desk.put(1...30)
      let doomed = try desk.run("ingest", environment: ["SERVICEDESK_FAILPOINT": point])
      #expect(doomed.signal == SIGKILL, "\(doomed)")
      #expect(try desk.run("ingest").status == 0)
      try desk.expectTickets(30)
      #expect(desk.server.flags(of: "support", after == "seen" ? nil : ".Done").count == 30)
      #expect(try desk.run("ingest", "--json").output.contains(#""read":0"#))
    }
  }

  @Test func doctorKnowsAFolderThatIsNotThere() throws {
    let desk = try Desk(after: "move:Done")
    try desk.put(1...1)
    let before = try desk.run("doctor", "--json").output
    let name = "imap:support@127.0.0.1:\(desk.server.port)/INBOX"
    #expect(
      before.contains(
        #"{"level":"warn","name":"mailbox","text":"\#(name): the folder 'Done' that its after names is not there""#),
      "\(before)")
    #expect(try desk.run("ingest").status == 0)
    #expect(try !desk.run("doctor").output.contains("that its after names"))
  }

  @Test func aServerThatIsAwayIsSaidAndNothingIsLost() throws {
    let desk = try Desk()
    try desk.put(1...5)
    desk.server.stop()
    let run = try desk.run("ingest", "--json")
    #expect(run.status == 69 && run.errors.contains("cannot reach 127.0.0.1:\(desk.server.port)"), "\(run)")
    try desk.server.start()
    #expect(try desk.run("ingest").status == 0)
    try desk.expectTickets(5)
  }

  /// One poll takes half an hour here: only IDLE brings mail sooner.
  @Test func serveHearsOfNewMailAtOnceAndOutlivesTheServer() throws {
    let desk = try Desk(poll: "30m")
    try desk.put(1...2)
    let serve = try RunningBinary(["serve"], in: desk.folder.url)
    try serve.awaitLog("intake: opened SD-2")
    try desk.put(3...3)
    try serve.awaitLog("intake: opened SD-3")
    desk.server.stop()
    try serve.awaitLog("warning", "intake: mailbox in trouble")
    try desk.put(4...4)
    try desk.server.start()
    try serve.awaitLog("intake: opened SD-4")
    serve.signal(SIGTERM)
    #expect(serve.end() == 0)
    #expect(serve.log.count { $0.contains("mailbox in trouble") } == 1)
    try desk.expectTickets(4)
  }

  @Test func twoAtOnceDoNoHarm() throws {
    let desk = try Desk()
    try desk.put(1...60)
    let first = try RunningBinary(["serve"], in: desk.folder.url)
    try ingestInTurn(desk)
    try desk.put(61...80)
    try ingestInTurn(desk)
    first.signal(SIGTERM)
    #expect(first.end() == 0)
    try ingestInTurn(desk)
    try desk.expectTickets(80)
  }

  /// On a machine with much else to do, the other may hold the database for longer than we wait: it says 75 then.
  private func ingestInTurn(_ desk: Desk) throws {
    var run = try desk.run("ingest")
    for _ in 0..<20 where run.status == 75 { run = try desk.run("ingest") }
    #expect(run.status == 0, "\(run)")
  }

  @Test func anOversizeMessageIsAStubAndStaysOnTheServer() throws {
    let desk = try Desk(after: "delete")
    let config = desk.folder.url.appending(path: "servicedesk.yaml")
    let text = try String(contentsOf: config, encoding: .utf8).replacing(
      "intake: {", with: "intake: {max_size: 100kB, ")
    try text.write(to: config, atomically: true, encoding: .utf8)
    let large = Desk.mail(1) + "\n" + String(repeating: "large words in lines of their own\n", count: 5000)
    try desk.server.put([large, Desk.mail(2)], into: "support")
    let run = try desk.run("ingest", "--json")
    #expect(run.output.contains(#""read":2,"opened":1"#) && run.output.contains(#""quarantined":1"#), "\(run)")
    #expect(desk.server.flags(of: "support") == ["S"], "its bytes are in no database")
    #expect(try desk.run("ingest", "--json").output.contains(#""read":0"#))
    let row = try #require(
      try desk.run("intake", "list", "--disposition", "quarantined", "--json").output.firstMatch(of: /"id":(\d+)/))
    #expect(try desk.run("intake", "discard", String(row.output.1)).status == 0)
    #expect(try desk.run("reconcile").status == 0, "bytes that never were there are not missing")
  }
}
