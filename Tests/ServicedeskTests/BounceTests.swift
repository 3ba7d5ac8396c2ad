import Foundation
import Support
import Testing

/// The whole circle with a real Postfix: a resolution goes to an address that does not exist, the bounce comes back to
/// the signed bounce address, and marks the very notice that failed.
@Suite struct BounceTests {
  @Test(.enabled(if: PostfixServer.isUsable, "needs Postfix, and root to run one"))
  func aBounceMarksTheNoticeThatFailed() throws {
    let maildir = try TestMaildir()
    let postfix = try PostfixServer(deliveringInto: maildir)
    let config = """
      desk: {name: Support, domain: desk.example}
      queues:
        - {name: support, address: support@desk.example, mailboxes: ["maildir:\(maildir.path)"]}
      courier: {url: "\(postfix.url)", tls: offered}
      """
    try config.write(
      to: maildir.folder.appending(path: "servicedesk.yaml"), atomically: true, encoding: .utf8)
    try maildir.put(
      "1795000001.question",
      "From: Nobody <nobody@elsewhere.example>\nTo: support@desk.example\nSubject: Help\n"
        + "Message-ID: <q1@elsewhere.example>\n\nPlease help me.\n")

    func desk(_ arguments: String...) throws -> Binary.Run {
      let run = try Binary.run(
        arguments, in: maildir.folder, environment: ["SERVICEDESK_OPERATOR": "alice"])
      #expect(run.status == 0, "\(arguments): \(run.errors)")
      return run
    }
    _ = try desk("ingest", "--no-notices")
    _ = try desk("resolve", "1", "--message", "Fixed.")
    let sent = try desk("deliver", "--json")
    #expect(sent.output.contains(#""sent":1"#), "\(sent.output)")

    try maildir.awaitMail()
    let intake = try desk("ingest", "--json")
    #expect(intake.output.contains(#""read":1,"opened":0"#), "\(intake.output)")
    #expect(intake.output.contains(#""bounce":1"#), "\(intake.output)")
    let outbox = try desk("outbox", "list", "--json")
    #expect(outbox.output.contains(#""state":"failed""#), "\(outbox.output)")
    let shown = try desk("show", "1", "--json")
    #expect(shown.output.contains(#""kind":"bounced""#) && shown.output.contains("5.1.1"), "the ticket tells of it")
    #expect(shown.output.contains(#""status":"resolved""#), "a bounce changes no status")
    #expect(try desk("show", "1").output.contains("FAILED"), "people see it too")
    #expect(
      try desk("list", "--status", "all", "--json").output.split(separator: "\n").count == 1, "it opened no ticket")
  }
}
