import MIME
import Testing

@Suite struct ReportTests {
  @Test func aDeliveryStatusIsReadFieldByField() throws {
    let report = try #require(DeliveryReport.read(Message(MutationTests.seeds[1])))
    #expect(report.kind == .failed)
    #expect(report.isHard)
    #expect(report.originalMessageID == "x@y")
    #expect(report.recipients.map(\.address) == ["a@example.org"])
    #expect(report.recipients.map(\.status) == ["5.1.1"])
    #expect(report.recipients.map(\.diagnostic) == ["550 5.1.1 User unknown"])
  }

  @Test(arguments: [
    ("delayed", DeliveryReport.Kind.delayed), ("delivered", .delivered), ("relayed", .relayed), ("expanded", .expanded),
  ])
  func theActionSaysWhatBecameOfIt(_ word: String, _ kind: DeliveryReport.Kind) {
    let mail = body(
      "From: x@y\nContent-Type: message/delivery-status",
      "Reporting-MTA: dns; z\n\nFinal-Recipient: rfc822; a@example.org\nAction: \(word)\nStatus: 2.0.0\n")
    #expect(DeliveryReport.read(mail)?.kind == kind)
    #expect(DeliveryReport.read(mail)?.isHard == false)
  }

  @Test func recipientsNeedNoEmptyLineBetweenThem() throws {
    let mail = body(
      "From: x@y\nContent-Type: message/delivery-status",
      """
      Reporting-MTA: dns; z
      Final-Recipient: rfc822; a@example.org
      Original-Recipient: rfc822; old@example.org
      Action: failed
      Status: 5.2.2
      Final-Recipient: rfc822; b@example.org
      Original-Recipient: rfc822; b@example.org
      Action: failed
      Status: 5.1.1
      """)
    let report = try #require(DeliveryReport.read(mail))
    #expect(report.recipients.map(\.address) == ["a@example.org", "b@example.org"])
    #expect(report.recipients.map(\.originalAddress) == ["old@example.org", "b@example.org"])
    #expect(report.recipients.map(\.status) == ["5.2.2", "5.1.1"])
    #expect(report.isHard)
  }

  @Test(arguments: [
    ("5.2.1", "550 5.2.1 The user you are trying to contact is receiving mail at a rate that prevents it", false),
    ("5.1.1", "550 5.7.1 IP address blacklisted by recipient", false), ("5.1.1", "550 Access denied", true),
    ("5.7.27", "550 Host does not accept mail", true), ("5.0.0", "an MX record indicated no SMTP service", true),
    ("4.1.1", "450 user unknown, try again", false), ("5.2.2", "552 mailbox full, user unknown", false),
  ])
  func aDeadAddressIsToldFromARefusal(_ status: String, _ words: String, _ isHard: Bool) {
    let mail = body(
      "From: x@y\nContent-Type: message/delivery-status",
      "Final-Recipient: rfc822; a@b.example\nAction: failed\nStatus: \(status)\nDiagnostic-Code: smtp; \(words)\n")
    #expect(DeliveryReport.read(mail)?.isHard == isHard)
  }

  static let informal: [(name: String, header: String, body: String, address: String, status: String?, isHard: Bool)] =
    [
      (
        "qmail", "From: MAILER-DAEMON@example.net\nSubject: failure notice",
        """
        Hi. This is the qmail-send program at example.net.
        I'm afraid I wasn't able to deliver your message to the following addresses.

        <a@example.org>:
        192.0.2.1 does not like recipient.
        Remote host said: 550 5.1.1 <a@example.org>: User unknown

        --- Below this line is a copy of the message.

        Message-ID: <x@y>
        """, "a@example.org", "5.1.1", true
      ),
      (
        "Exim",
        "From: Mail Delivery System <Mailer-Daemon@example.net>\nSubject: Mail delivery failed: returning message to sender\nX-Failed-Recipients: a@example.org",
        """
        A message that you sent could not be delivered to one or more of its
        recipients. This is a permanent error. The following address(es) failed:

          a@example.org
            mailbox is full: retry timeout exceeded

        ------ This is a copy of the message, including all the headers. ------

        Message-ID: <x@y>
        """, "a@example.org", nil, false
      ),
      (
        "Postfix by hand",
        "Return-Path: <>\nFrom: MAILER-DAEMON@example.net (Mail Delivery System)\nSubject: Undelivered Mail Returned to Sender",
        "This is the mail system.\n\n<a@example.org>: host mx[192.0.2.1] said: 552 5.2.2 Over quota (in reply to RCPT TO command)\n\nReceived: by x\nMessage-ID: <x@y>\n",
        "a@example.org", "5.2.2", false
      ),
      (
        "Gmail",
        "Return-Path: <>\nFrom: Mail Delivery Subsystem <mailer-daemon@googlemail.com>\nSubject: Delivery Status Notification (Failure)",
        "Delivery to the following recipient failed permanently:\n\n     a@example.org\n\nThe error was: 550 550 5.1.1 The email account that you tried to reach does not exist.\n\n----- Original message -----\n\nMessage-ID: <x@y>\n",
        "a@example.org", "5.1.1", true
      ),
    ]

  @Test(arguments: informal)
  func theOldFormsAreRead(
    _ example: (name: String, header: String, body: String, address: String, status: String?, isHard: Bool)
  ) throws {
    let report = try #require(DeliveryReport.read(body(example.header, example.body)), "\(example.name)")
    #expect(report.kind == .failed)
    #expect(report.recipients.map(\.address) == [example.address])
    #expect(report.recipients.map(\.status) == [example.status])
    #expect(report.isHard == example.isHard)
    #expect(report.originalMessageID == "x@y")
  }

  @Test func whoWritesOfAFailureIsNoMailSystem() {
    #expect(
      DeliveryReport.read(body("From: a@example.org\nSubject: failure notice", "could not be delivered: 550 5.1.1"))
        == nil)
  }

  @Test func anAbsentPersonsAnswerIsNoFailure() {
    let mail = body(
      "Return-Path: <>\nFrom: a@example.org\nSubject: Out of office\nAuto-Submitted: auto-replied",
      "I am away until the 5th.")
    #expect(DeliveryReport.read(mail) == nil)
    #expect(AutomaticSigns.read(mail).autoSubmitted == .autoReplied)
    #expect(AutomaticSigns.read(mail).isNullSender)
  }

  @Test func aComplaintIsRead() {
    let mail = body(
      "From: a@b\nContent-Type: message/feedback-report", "Feedback-Type: abuse\nOriginal-Rcpt-To: c@example.org\n")
    #expect(FeedbackReport.read(mail)?.type == "abuse")
    #expect(FeedbackReport.read(mail)?.recipients == ["c@example.org"])
  }

  static let signs: [(field: String, isTrue: @Sendable (AutomaticSigns) -> Bool)] = [
    ("Auto-Submitted: auto-generated", { $0.autoSubmitted == .autoGenerated }),
    ("Auto-Submitted: auto-replied; owner-email=\"a@b\"", { $0.autoSubmitted == .autoReplied }),
    ("Auto-Submitted: auto-notified", { $0.autoSubmitted == .autoNotified }),
    ("Auto-Submitted: strange", { $0.autoSubmitted == .other("strange") && $0.isAutomatic }),
    ("Precedence: bulk", { $0.isBulk }),
    ("Precedence: junk", { $0.isBulk }),
    ("Precedence: list", { $0.isList }),
    ("Precedence: auto_reply", { $0.isAutoReply }),
    ("X-Precedence: bulk", { $0.isBulk }),
    ("X-Autoreply: yes", { $0.isAutoReply }),
    ("X-Autorespond: x", { $0.isAutoReply }),
    ("X-MS-Exchange-Inbox-Rules-Loop: a@b", { $0.isAutoReply }),
    ("Delivered-To: autoresponder", { $0.isAutoReply }),
    ("List-Id: <x.example.org>", { $0.isList }),
    ("List-Unsubscribe: <mailto:x@example.org>", { $0.isList }),
    ("Return-Path: <>", { $0.isNullSender }),
    ("From: no-reply@example.org", { $0.isNoReplySender }),
    ("From: \"Shop\" <do-not-reply-42@example.org>", { $0.isNoReplySender }),
    ("From: MAILER-DAEMON@example.org", { $0.isMailerDaemon }),
    ("From: postmaster@example.org", { $0.isMailerDaemon }),
    ("X-Auto-Response-Suppress: DR, OOF, AutoReply", { $0.suppressesAutoResponse }),
    ("X-Auto-Response-Suppress: All", { $0.suppressesAutoResponse }),
  ]

  @Test(arguments: signs)
  func eachSignIsSeenAndNamed(_ example: (field: String, isTrue: @Sendable (AutomaticSigns) -> Bool)) {
    let read = AutomaticSigns.read(message(example.field + "\n\n"))
    #expect(example.isTrue(read))
    #expect(read.isAutomatic)
    #expect(!read.signs.isEmpty)
  }

  @Test(arguments: [
    "Auto-Submitted: no", "Precedence: first-class", "From: a@example.org", "X-Auto-Response-Suppress: DR",
    "Subject: Auto-Submitted: auto-replied",
  ])
  func aPersonsMailHasNoSign(_ field: String) {
    let read = AutomaticSigns.read(message(field + "\n\n"))
    #expect(!read.isAutomatic)
    #expect(read.signs.isEmpty)
  }
}
