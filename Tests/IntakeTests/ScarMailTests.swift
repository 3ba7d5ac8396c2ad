import Desk
import Foundation
import Intake
import MIME
import Mailbox
import Store
import Support
import Testing
import Work

/// Mail over which help desks have stumbled, taken in from a maildir as any mail is.
@Suite("Mail that others lost, doubled or misread")
struct ScarMailTests {
  private let desk: IntakeDesk

  init() throws { desk = try IntakeDesk(TestMaildir()) }

  /// Takes in messages in the order given, all in one round.
  @discardableResult
  private func take(_ mails: [String]) throws -> IntakeReport {
    for (number, mail) in mails.enumerated() { try desk.maildir.put("1795000001.M\(number + 100_000)", mail) }
    let report = try desk.round()
    #expect(report.read == mails.count)
    return report
  }

  private func tickets() throws -> [Desk.Ticket] {
    var filter = TicketFilter()
    filter.statuses = .all
    filter.limit = 0
    return try desk.store.list(filter).tickets.sorted { $0.id < $1.id }
  }

  /// The message that opened a ticket.
  private func incoming(on id: TicketID = TicketID(1)) throws -> ConversationEntry {
    try #require(try desk.store.conversation(of: id).first { $0.kind == .incoming })
  }

  private func count(_ disposition: Disposition) throws -> Int { try desk.store.intakeTotals()[disposition] ?? 0 }

  @Test("the same mail a hundred times is one ticket and ninety-nine duplicates")
  func hundredCopies() throws {
    let mail = "From: ana@acme.example\nTo: support@desk.example\nSubject: VPN\nMessage-ID: <1@acme.example>\n\nx\n"
    try take(Array(repeating: mail, count: 100))
    #expect(try tickets().count == 1)
    #expect(try count(.opened) == 1)
    #expect(try count(.duplicate) == 99)
  }

  @Test("one mail to two queues is one ticket, which knows of both")
  func twoQueues() throws {
    let mail =
      "From: ana@acme.example\nTo: support@desk.example, help@desk.example\nSubject: VPN\nMessage-ID: <1@x>\n\nx\n"
    try take(["Delivered-To: support@desk.example\n" + mail, "Delivered-To: help@desk.example\n" + mail])
    #expect(try tickets().count == 1)
    let event = try #require(try desk.store.events(of: TicketID(1)).last { $0.kind == .duplicate })
    #expect(event.details.contains { $0.value == "help@desk.example" })
  }

  @Test(
    "whatever stands in From and To, it is a ticket",
    arguments: [
      "", "From:\n", "From: <>\n", "From: \"\" <>\n", "From: Müller <jörg@ümläut>\n", "From: a b c\n",
      "From: a b@c d.example\n",
      "From: Team: a@x.example, b@x.example;\n", "From: Undisclosed:;\n", "From: a@x.example\nFrom: b@x.example\n",
      "From: <a@x.example\n", "From: =?x?q?=\n", "From: @\n", "From: a@x.example\nTo: <>\n",
      "From: a@x.example\nTo: ;;,,<\n",
      "From: a@x.example\nTo: \"a@\nCc: <<>>, b@x.example\n", "From: a@x.example\nReply-To: <>\nSender: <\n",
    ])
  func oddPeople(header: String) throws {
    try take(["\(header)Subject: Odd\nMessage-ID: <1@x>\n\nWords.\n"])
    let ticket = try #require(try tickets().first)
    #expect(ticket.subject == "Odd" && ticket.messages == 1)
    #expect(try incoming(on: ticket.id).text.hasPrefix("Words."))
  }

  @Test(
    "whatever its Date says, a ticket begins when its mail came",
    arguments: [
      "", "Date:", "Date: Thu, 1 Jan 2099 00:00:00 +0000", "Date: Thu, 1 Jan 1970 00:00:00 +0000", "Date: soon",
    ])
  func oddDates(date: String) throws {
    let line = date.isEmpty ? "" : date + "\n"
    try take(["Received: from a by b; Thu, 26 Nov 2026 07:00:00 +0000\n\(line)From: a@x.example\nSubject: x\n\nx\n"])
    #expect(try tickets().first?.createdAt == Instant(seconds: 1_795_676_400))
    let entry = try incoming()
    #expect((entry.sentAt != nil) == (date.contains("20") || date.contains("19")), "what it said is kept")
  }

  @Test(
    "a message without anything is a ticket, and so is one without a body",
    arguments: ["", "\n", "Subject: x\n", "\n\nx"])
  func empty(mail: String) throws {
    try take([mail])
    #expect(try tickets().count == 1)
  }

  @Test("what is put aside without a single header leaves its reason behind")
  func refusesWithoutHeaders() throws {
    try desk.store.write { transaction in
      try transaction.block(
        Block(pattern: "@evil.example", reason: "spam", author: "alice", createdAt: transaction.now))
    }
    try take(["X-Spam-Flag: YES\n\n", "From: x@evil.example\n\n", "From: ana@acme.example\nSubject: behind\n\nx\n"])
    #expect(try count(.quarantined) == 1)
    #expect(try count(.ignored) == 1)
    #expect(try tickets().map(\.subject) == ["behind"], "what is behind a refusal is taken in")
  }

  @Test("the fates of all messages add up to what was there, and the mailbox ends empty", arguments: 1...10)
  func addsUp(number: Int) throws {
    let source = try Maildir(at: desk.maildir.path, after: .move(folder: "Done"))
    for index in 0..<number {
      try desk.maildir.put(
        "1795000001.M\(index)", "From: a@x.example\nSubject: \(index)\nMessage-ID: <\(index)@x>\n\nx\n")
    }
    let report = try IntakeRound(
      store: desk.store, work: desk.work, rules: desk.work.rules, source: source, options: IntakeOptions(),
      examine: { _ in .lives }
    ).run()
    #expect(report.read == number)
    #expect(try desk.store.intakeTotals().values.reduce(0, +) == number)
    #expect(try tickets().count == number)
    #expect(try source.waiting().mail.isEmpty)
    #expect(try desk.maildir.names(in: "new").isEmpty)
  }

  @Test(
    "a ticket is found by its token however the subject is written",
    arguments: [
      "Subject: =?utf-8?B?UmU6IFtTRC0xXSBWUE4=?=", "Subject: =?utf-8?q?Re=3A_=5BSD-?= =?utf-8?q?1=5D_VPN?=",
      "Subject: Re: VPN\n [SD-1]", "Subject: VPN [SD-999] [sd-1]", "Subject: AW: [SD-1] VPN (was: [SD-999])",
    ])
  func tokens(subject: String) throws {
    try take([
      "From: ana@acme.example\nTo: support@desk.example\nSubject: VPN\n\nx\n",
      "From: ana@acme.example\nTo: nobody@desk.example\n\(subject)\n\ny\n",
    ])
    #expect(try tickets().map(\.messages) == [2])
  }

  @Test("characters beyond the first plane survive in every field")
  func emoji() throws {
    try take([
      """
      From: "=?utf-8?Q?Ana_=F0=9F=A6=8A?=" <ana@acme.example>
      Subject: =?utf-8?B?8J+UpSBWUE4=?=
      Content-Type: multipart/mixed; boundary=b

      --b
      Content-Type: text/plain; charset=utf-8

      𝄞 is down 🧯
      --b
      Content-Type: text/plain; name="=?utf-8?B?8J+UpS50eHQ=?="
      Content-Disposition: attachment; filename*=utf-8''%F0%9F%94%A5.txt

      x
      --b--

      """
    ])
    let ticket = try #require(try tickets().first)
    #expect(ticket.subject == "🔥 VPN")
    #expect(ticket.requester.name == "Ana 🦊")
    let entry = try incoming()
    #expect(entry.text.contains("𝄞 is down 🧯"))
    #expect(entry.attachments.map(\.filename) == ["🔥.txt"])
  }

  @Test(
    "a Content-Type that cannot be read hides nothing",
    arguments: [
      "=?utf-8?q?text/plain?=", "text", "/", "text/plain; charset=\"", "multipart/mixed", "image/;;=;", "\u{1}",
    ])
  func oddTypes(type: String) throws {
    try take(["From: a@x.example\nSubject: x\nContent-Type: \(type)\n\nWords of a person.\n"])
    let entry = try incoming()
    #expect(entry.text.contains("Words of a person.") || !entry.attachments.isEmpty, "shown, or kept as a file")
  }

  @Test("a charset that only a nested part names is that part's")
  func nestedCharset() throws {
    try take([
      "From: a@x.example\nSubject: x\nContent-Type: multipart/mixed; boundary=o\n\n--o\nContent-Type: multipart/alternative; boundary=i\n\n--i\nContent-Type: text/plain; charset=koi8-r\nContent-Transfer-Encoding: base64\n\n8NLJ18XU\n--i--\n--o--\n"
    ])
    #expect(try incoming().text.contains("Привет"))
  }

  /// A picture in a signature, a real attachment, and a mail within the mail.
  private static let manyLeaves = """
    From: a@x.example
    Subject: x
    Content-Type: multipart/mixed; boundary=o

    --o
    Content-Type: multipart/related; boundary=i

    --i
    Content-Type: text/html

    <p>See the file.</p><img src="cid:logo">
    --i
    Content-Type: image/png; name=logo.png
    Content-ID: <logo>
    Content-Transfer-Encoding: base64

    iVBORw0KGgo=
    --i--
    --o
    Content-Type: application/pdf; name=contract.pdf
    Content-Transfer-Encoding: base64

    JVBERi0xLjQK
    --o
    Content-Type: message/rfc822

    From: boss@x.example
    Subject: inner

    Inner words.
    --o--

    """

  @Test("every leaf is body or attachment, and its bytes are the sender's")
  func everyLeaf() throws {
    try take([Self.manyLeaves])
    let entry = try incoming()
    #expect(entry.text.contains("See the file."))
    #expect(entry.attachments.map(\.contentType) == ["image/png", "application/pdf", "message/rfc822"])
    let contents = try (0..<3).map { try #require(try desk.work.attachment($0, of: entry.id, on: TicketID(1))).bytes }
    #expect(contents[0] == [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A])
    #expect(contents[1] == Array("%PDF-1.4\n".utf8))
    #expect(
      String(decoding: contents[2], as: UTF8.self).hasPrefix("From: boss@x.example\nSubject: inner\n\nInner words."))
  }

  @Test("a mail that is an attachment alone has no text, and the attachment is whole")
  func attachmentOnly() throws {
    try take([
      "From: a@x.example\nSubject: x\nContent-Type: application/pdf; name=a.pdf\nContent-Transfer-Encoding: base64\n\nJVBERi0xLjQK\n"
    ])
    let entry = try incoming()
    #expect(entry.text.filter { !$0.isWhitespace }.isEmpty)
    #expect(entry.attachments.map(\.size) == [9])
  }

  @Test(
    "a sender that reads no mail gets none, and their mail is a ticket all the same",
    arguments: [
      "From: noreply@crm.example", "From: No-Reply <no-reply@crm.example>",
      "From: x@crm.example\nReply-To: donotreply@crm.example",
      "From: MAILER-DAEMON@crm.example", "From: postmaster@crm.example", "Return-Path: <>\nFrom: x@crm.example",
      "From: x@crm.example\nList-Unsubscribe: <mailto:u@crm.example>", "From: x@crm.example\nPrecedence: bulk",
      "From: x@crm.example\nX-Auto-Response-Suppress: All", "From: x@crm.example\nAuto-Submitted: auto-generated",
    ])
  func automaticSenders(header: String) throws {
    try take(["\(header)\nTo: support@desk.example\nSubject: Order 7 came in\n\nPlease ship it.\n"])
    #expect(try tickets().count == 1)
    #expect(try desk.store.outbox(OutboxFilter()).isEmpty)
  }

  @Test("two mails that differ in their last words alone are two, with no Message-ID or with the same")
  func differOnlyInBody() throws {
    let start = "From: a@x.example\nSubject: x\nDate: Thu, 26 Nov 2026 07:00:00 +0000\n"
    try take([
      "\(start)\nOne.\n", "\(start)\nTwo.\n", "\(start)Message-ID: <1@x>\n\nOne.\n",
      "\(start)Message-ID: <1@x>\n\nTwo.\n",
    ])
    #expect(try count(.duplicate) == 0)
    #expect(try tickets().map(\.messages).reduce(0, +) == 4)
  }
}
