import Foundation
import Support
import Testing

/// Mail of the desk's own that comes back to it: by a mailing list, as a bounce, as the bounce of a bounce.
@Suite("Mail that comes back")
struct ReflectionTests {
  /// What a mailing list does to what it distributes.
  enum List: String, CaseIterable {
    case faithful
    case footer
    /// It writes in its own name, under an id of its own.
    case rewrites
    /// As before, and it says nowhere that it is a list.
    case silent
  }

  @Test("a list that sends our mail to all, us included, is not answered", arguments: List.allCases)
  func mailingList(list: List) throws {
    let desk = try StormDesk()
    defer { desk.remove() }
    try desk.put(
      "From: Team <team@lists.example>\nTo: support@desk.example\nSubject: VPN\nMessage-ID: <1@lists.example>\n\nIt is down.\n"
    )
    func distribute(_ mail: Mail, _ number: Int) -> String? {
      guard mail["Delivered-To"]?.contains("lists.example") == true else { return nil }
      var copy = mail.without(["Delivered-To", "Return-Path", "Auto-Submitted", "X-Auto-Response-Suppress"])
      if list != .silent { copy = copy.with("List-Id: <team.lists.example>") }
      if list != .faithful { copy.body += "\n--\nTo leave the list write to leave@lists.example\n" }
      if list == .rewrites || list == .silent {
        copy = copy.without(["From", "Message-ID", "Reply-To"]).with("From: Support via Team <team@lists.example>")
          .with("Message-ID: <l\(number)@lists.example>")
      }
      return copy.text
    }
    var sent = try desk.exchange(distribute)
    try desk.run("reply", "1", "--message", "Which floor?")
    sent += try desk.exchange(distribute)
    try desk.run("resolve", "1", "--message", "Done.")
    sent += try desk.exchange(distribute)
    expectCalm("a list that reflects, \(list.rawValue)", sent, atMost: 3)
    #expect(sent == 3, "the notice, the reply, the resolution")
    #expect(try desk.tickets().count == 1)
  }

  @Test(
    "a bounce of a bounce changes nothing and is answered by nobody, with a real Postfix",
    .enabled(if: PostfixServer.isUsable, "needs Postfix, and root to run one"))
  func bounceOfBounce() throws {
    let maildir = try TestMaildir()
    let postfix = try PostfixServer(deliveringInto: maildir)
    try """
    desk: {name: Support, domain: desk.example}
    queues:
      - {name: support, address: support@desk.example, mailboxes: ["maildir:\(maildir.path)"]}
    courier: {url: "\(postfix.url)", tls: offered}
    """.write(to: maildir.folder.appending(path: "servicedesk.yaml"), atomically: true, encoding: .utf8)
    try maildir.put(
      "1795000001.question",
      "From: Nobody <nobody@elsewhere.example>\nTo: support@desk.example\nSubject: Help\nMessage-ID: <q1@elsewhere.example>\n\nPlease.\n"
    )
    func desk(_ arguments: String...) throws -> Binary.Run {
      let run = try Binary.run(arguments, in: maildir.folder, environment: ["SERVICEDESK_OPERATOR": "alice"])
      #expect(run.status == 0, "\(arguments): \(run.errors)")
      return run
    }
    _ = try desk("ingest", "--no-notices")
    _ = try desk("resolve", "1", "--message", "Fixed.")
    _ = try desk("deliver")
    try maildir.awaitMail()
    let name = try #require(try maildir.names(in: "new").first)
    let bounce = maildir.url.appending(path: "new/\(name)").path
    let copy = maildir.folder.appending(path: "bounce").path
    try FileManager.default.copyItem(atPath: bounce, toPath: copy)
    _ = try desk("ingest")
    // Somebody's server sends the bounce on to another address that is not there, in the desk's name.
    for _ in 0..<2 {
      try ChildProcess.run(
        "/usr/bin/curl", "--silent", "--show-error", "--url", postfix.url, "--mail-from", "support@desk.example",
        "--mail-rcpt", "gone@elsewhere.example", "--crlf", "--upload-file", copy)
    }
    try maildir.awaitMail(2)
    let intake = try desk("ingest", "--json")
    #expect(intake.output.contains(#""bounce":2"#), "\(intake.output)")
    let sent = try desk("deliver", "--json")
    #expect(sent.output.contains(#""sent":0"#), "\(sent.output)")
    let outbox = try desk("outbox", "list", "--json").output.split(separator: "\n")
    expectCalm("bounces of bounces", outbox.count, atMost: 1)
    #expect(try desk("list", "--status", "all", "--json").output.split(separator: "\n").count == 1)
  }

  @Test("thirty bounces, each with the one before in it, open no ticket and cause no mail")
  func nestedBounces() throws {
    let desk = try StormDesk()
    defer { desk.remove() }
    var inner = "From: support@desk.example\nTo: gone@elsewhere.example\nSubject: [SD-1] VPN\n\nHello.\n"
    var subject = "[SD-1] VPN"
    for _ in 0..<30 {
      subject = "Undeliverable: " + subject
      inner = """
        Return-Path: <>
        From: Mail Delivery System <MAILER-DAEMON@elsewhere.example>
        To: support@desk.example
        Subject: \(subject)
        Content-Type: multipart/report; report-type=delivery-status; boundary="b\(subject.utf8.count)"

        --b\(subject.utf8.count)

        The address is unknown.

        --b\(subject.utf8.count)
        Content-Type: message/delivery-status

        Reporting-MTA: dns; mx.elsewhere.example

        Final-Recipient: rfc822; gone@elsewhere.example
        Action: failed
        Status: 5.1.1

        --b\(subject.utf8.count)
        Content-Type: message/rfc822

        \(inner)
        --b\(subject.utf8.count)--

        """
      try desk.put(inner)
    }
    let sent = try desk.exchange { mail, _ in mail.text }
    expectCalm("thirty nested bounces", sent, atMost: 0)
    #expect(try desk.intake("bounce") == 30)
    #expect(try desk.tickets().isEmpty)
  }
}
