import Foundation
import Support
import Testing

/// Programs that answer whatever they get, without any sign that no person wrote it.
@Suite("Programs that answer everything")
struct ResponderTests {
  /// How a vacation responder writes.
  enum Vacation: String, CaseIterable {
    /// Always the same subject, other words each time.
    case sameSubject
    /// Always the same words under another subject each time.
    case sameText
    /// It quotes what it answers.
    case quotes
    /// It keeps the subject that it answers.
    case keepsSubject
    /// Nothing is ever the same: only the cap on all notices is left.
    case nothingTheSame
  }

  @Test("a vacation responder with another sender each time is answered a few times", arguments: Vacation.allCases)
  func vacation(_ vacation: Vacation) throws {
    let desk = try StormDesk()
    defer { desk.remove() }
    if vacation == .nothingTheSame {
      try desk.folder.write(
        "servicedesk.yaml",
        try desk.folder.read("servicedesk.yaml").replacing("\"maildir:out\"}", with: "\"maildir:out\", hourly_cap: 12}")
      )
    }
    try desk.put("From: Ana <r0@crm.example>\nTo: support@desk.example\nSubject: VPN\n\nIt is down.\n")
    let sent = try desk.exchange(rounds: 40) { mail, number in
      var subject = "I am away"
      var text = "I am away, back on day \(number). Case \(number * 7919)."
      switch vacation {
      case .sameSubject: break
      case .sameText:
        subject = "Away \(number)"
        text = "I am away."
      case .quotes: text += "\n\n" + mail.body.split(separator: "\n").map { "> " + $0 }.joined(separator: "\n")
      case .keepsSubject: subject = "Re: " + (mail["Subject"] ?? "")
      case .nothingTheSame: subject = "Away \(number)"
      }
      return
        "From: R\(number) <r\(number)@crm.example>\nTo: support@desk.example\nSubject: \(subject)\nMessage-ID: <\(number)@crm.example>\n\n\(text)\n"
    }
    let bound = [Vacation.quotes: 1, .keepsSubject: 1, .sameSubject: 4, .sameText: 4, .nothingTheSame: 12]
    expectCalm("a vacation responder, \(vacation.rawValue)", sent, atMost: bound[vacation] ?? 0)
    #expect(try desk.turn().isEmpty, "nothing is left to say this hour")
  }

  @Test("one that answers each update with an error is not told so again")
  func errorReplies() throws {
    let desk = try StormDesk()
    defer { desk.remove() }
    try desk.run("operator", "add", "alice", "--address", "alice@office.example")
    try desk.put(
      "From: Bot <bot@crm.example>\nTo: support@desk.example\nSubject: Sync\nMessage-ID: <1@crm.example>\n\nx\n")
    let refuse: (Mail, Int) -> String? = { mail, number in
      guard mail["To"]?.contains("bot@crm.example") == true else { return nil }
      return """
        From: Bot <bot@crm.example>
        To: support@desk.example
        Subject: Error: your update could not be processed (\(mail["Subject"] ?? ""))
        Message-ID: <e\(number)@crm.example>
        In-Reply-To: \(mail["Message-ID"] ?? "")

        Your update could not be processed, error \(number).

        """
    }
    var sent = try desk.exchange(refuse)
    try desk.run("assign", "1", "alice")
    try desk.run("resolve", "1", "--message", "Done.")
    sent += try desk.exchange(refuse)
    expectCalm("an error reply to each update", sent, atMost: 3)
    #expect(try desk.tickets().count == 1)
  }

  @Test("the same from addresses that nobody knows, which lose every sign of the thread")
  func strangeErrorReplies() throws {
    let desk = try StormDesk()
    defer { desk.remove() }
    try desk.put("From: Bot <bot@crm.example>\nTo: support@desk.example\nSubject: Sync\n\nx\n")
    let sent = try desk.exchange { _, number in
      "From: <e\(number)@crm.example>\nTo: support@desk.example\nSubject: Your update could not be processed\n\nError \(number)\n"
    }
    expectCalm("error replies of strangers", sent, atMost: 4)
  }

  @Test("an operator whose mailbox answers by itself causes no mail to the requester")
  func operatorAway() throws {
    let desk = try StormDesk()
    defer { desk.remove() }
    try desk.run("operator", "add", "bob", "--address", "bob@office.example")
    try desk.put(
      "From: Ana <ana@acme.example>\nTo: support@desk.example\nSubject: VPN\nMessage-ID: <1@acme.example>\n\nx\n")
    var toAna = 0
    var sent = try desk.exchange { mail, _ in
      toAna += mail["To"]?.contains("ana@") == true ? 1 : 0
      return nil
    }
    try desk.run("assign", "1", "bob")
    sent += try desk.exchange { mail, number in
      if mail["To"]?.contains("ana@") == true { toAna += 1 }
      guard mail["To"]?.contains("bob@") == true else { return nil }
      return
        "From: Bob <bob@office.example>\nTo: support@desk.example\nSubject: Away: \(mail["Subject"] ?? "")\nIn-Reply-To: \(mail["Message-ID"] ?? "")\nMessage-ID: <b\(number)@office.example>\n\nI am away.\n"
    }
    expectCalm("an operator who is away", sent, atMost: 2)
    #expect(toAna == 1)
  }
}
