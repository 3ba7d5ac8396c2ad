import Foundation
import Support
import Testing

/// Three folders of one account, at a real Dovecot that allows it fewer connections.
@Suite(.enabled(if: DovecotServer.isUsable, "no Dovecot: apt-get install dovecot-imapd, and run as root"))
struct IMAPCrowdTests {
  private static let boxes: [String?] = [nil, ".Two", ".Three"]

  /// A desk with the folders INBOX, Two and Three.
  private static func desk(connections: Int) throws -> IMAPDeskTests.Desk {
    let desk = try IMAPDeskTests.Desk(extra: "mail_max_userip_connections = \(connections)")
    let config = desk.folder.url.appending(path: "servicedesk.yaml")
    let lines = try String(contentsOf: config, encoding: .utf8).split(
      separator: "\n", omittingEmptySubsequences: false)
    let more = lines.flatMap { line in
      line.contains("/INBOX")
        ? [line] + ["Two", "Three"].map { line.replacing("/INBOX", with: "/\($0)")[...] } : [line]
    }
    try more.joined(separator: "\n").write(to: config, atomically: true, encoding: .utf8)
    return desk
  }

  /// Puts a message into each of them, numbered from `number` on.
  private func put(_ number: Int, _ desk: IMAPDeskTests.Desk) throws {
    for (index, box) in Self.boxes.enumerated() {
      try desk.server.put([IMAPDeskTests.Desk.mail(number + index)], into: "support", box)
    }
  }

  /// Somebody else has all connections while the desk starts: Dovecot counts a login only when it is over, so that folders
  /// that come at once may all be let in.
  @Test(arguments: [1, 2]) func serveTakesInEverythingWithFewerConnections(_ connections: Int) throws {
    let desk = try Self.desk(connections: connections)
    try put(1, desk)
    let phones = try (0..<connections).map { _ in try LoopbackPort.connection(to: desk.server.port) }
    defer { phones.forEach { close($0) } }
    for phone in phones { try LoopbackPort.say("a LOGIN support secret\r\n", on: phone, until: "a OK") }
    let serve = try RunningBinary(["serve"], in: desk.folder.url)
    try serve.awaitLog("warning", "intake: mailbox in trouble", "allows support no further connection now")
    for phone in phones { try LoopbackPort.say("b LOGOUT\r\n", on: phone, until: "b OK") }
    for number in 1...3 { try serve.awaitLog("intake: opened SD-\(number)") }
    try serve.awaitLog("notice", "intake: mailbox is well again")
    try put(4, desk)
    for number in 4...6 { try serve.awaitLog("intake: opened SD-\(number)") }
    serve.signal(SIGTERM)
    #expect(serve.end() == 0)
    #expect(serve.log.allSatisfy { !$0.contains("check the mailbox's username") }, "nothing is wrong with the password")
    try desk.expectTickets(6)
  }

  @Test func ingestReadsOneFolderAfterTheOther() throws {
    let desk = try Self.desk(connections: 1)
    try put(1, desk)
    let run = try desk.run("ingest", "--json")
    #expect(run.status == 0 && run.output.contains(#""read":3,"opened":3"#), "\(run)")
    try desk.expectTickets(3)
  }

  /// Somebody's mail program has the only connection.
  @Test func whatSomebodyElseHasIsWaitedForAndSaid() throws {
    let desk = try Self.desk(connections: 1)
    try put(1, desk)
    do {
      let phone = try LoopbackPort.connection(to: desk.server.port)
      defer { close(phone) }
      try LoopbackPort.say("a LOGIN support secret\r\n", on: phone, until: "a OK")
      let run = try desk.run("ingest", "--json")
      #expect(run.status == 75 && run.errors.contains("Maximum number of connections"), "\(run)")
      #expect(run.output.contains(#""read":0"#), "\(run)")
      let doctor = try desk.run("doctor", "--json")
      let line = doctor.output.split(separator: "\n").first { $0.contains(#""name":"mailbox""#) } ?? ""
      #expect(line.contains(#""level":"warn""#) && line.contains("Maximum number of connections"), "\(doctor.output)")
      try LoopbackPort.say("b LOGOUT\r\n", on: phone, until: "b OK")
    }
    // A server may count what has left for a moment longer.
    var run = try desk.run("ingest", "--json")
    for _ in 0..<20 where run.status == 75 { run = try desk.run("ingest", "--json") }
    #expect(run.status == 0, "\(run)")
    try desk.expectTickets(3)
  }
}
