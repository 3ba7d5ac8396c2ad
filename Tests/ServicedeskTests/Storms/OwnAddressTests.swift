import Foundation
import Support
import Testing

/// The desk's own addresses in every place where a person's could stand, with all mail to them coming back to the desk.
@Suite("The desk does not write to itself")
struct OwnAddressTests {
  @Test(
    "own addresses among the recipients are nobody's",
    arguments: ["support@desk.example", "Support+x@Desk.Example", "HELP@desk.example", "help+r.1.2@DESK.example"])
  func inCc(own: String) throws {
    let desk = try StormDesk(aliases: ["help@desk.example"])
    defer { desk.remove() }
    try desk.put(
      "From: Ana <ana@acme.example>\nTo: support@desk.example\nCc: \(own), Bo <bo@acme.example>\nSubject: VPN\nMessage-ID: <1@acme.example>\n\nx\n"
    )
    var sent = try reflecting(desk)
    try desk.run("reply", "1", "--message", "Which floor?")
    sent += try reflecting(desk)
    try desk.run("resolve", "1", "--message", "Done.")
    sent += try reflecting(desk)
    // A notice, a reply to two, a resolution.
    expectCalm("\(own) in Cc", sent, atMost: 4)
    #expect(sent == 4)
    #expect(try desk.tickets().count == 1)
  }

  @Test("an own address as the sender, or as where answers go, gets no answer", arguments: ["From", "Reply-To"])
  func asSender(field: String) throws {
    let desk = try StormDesk(aliases: ["help@desk.example"])
    defer { desk.remove() }
    let header =
      field == "From" ? "From: Help <Help+1@desk.example>" : "From: <support@desk.example>\nReply-To: help@desk.example"
    try desk.put("\(header)\nTo: support@desk.example\nSubject: VPN\nMessage-ID: <1@desk.example>\n\nx\n")
    var sent = try reflecting(desk)
    try desk.run("resolve", "1", "--message", "Done.")
    sent += try reflecting(desk)
    expectCalm("an own address in \(field)", sent, atMost: 0)
  }

  @Test("mail from one own mailbox to another is a ticket, once, without an answer")
  func mailboxToMailbox() throws {
    let queues = "  - {name: billing, address: billing@desk.example, mailboxes: [\"maildir:billing\"]}"
    let desk = try StormDesk(queues: queues)
    defer { desk.remove() }
    try ServingDesk.makeMaildir(at: desk.folder.url.appending(path: "billing"))
    let mail =
      "From: Billing <billing@desk.example>\nTo: support@desk.example\nCc: billing@desk.example\nSubject: Invoice 7\nMessage-ID: <1@desk.example>\n\nPlease look.\n"
    try desk.put("Delivered-To: support@desk.example\n" + mail)
    try desk.folder.write("billing/new/1795000001.M1", "Delivered-To: billing@desk.example\n" + mail)
    let sent = try reflecting(desk)
    expectCalm("one own mailbox to another", sent, atMost: 0)
    #expect(try desk.tickets().count == 1)
    #expect(try desk.intake("opened") == 1)
    #expect(try desk.intake("duplicate") == 1)
  }

  @Test("an own address can be no operator's, and one that becomes so gets no mail and is told of")
  func asOperator() throws {
    let desk = try StormDesk(aliases: ["help@desk.example"])
    defer { desk.remove() }
    for own in ["support@desk.example", "Help+bob@DESK.example"] {
      let run = try desk.run("operator", "add", "bob", "--address", own)
      #expect(run.status != 0 && run.errors.contains("is an address of this desk"), "\(run.errors)")
    }
    #expect(try desk.run("operator", "add", "bob", "--address", "it@desk.example").status == 0)
    #expect(!(try desk.run("doctor").output.contains("bob's address")))
    // The address becomes an alias of the desk behind bob's back.
    try desk.configure(aliases: ["it@desk.example"])
    try desk.put(
      "From: Ana <ana@acme.example>\nTo: support@desk.example\nSubject: VPN\nMessage-ID: <1@acme.example>\n\nx\n")
    var sent = try reflecting(desk)
    try desk.run("assign", "1", "bob")
    try desk.put(
      "From: Ana <ana@acme.example>\nTo: support@desk.example\nSubject: Re: VPN\nIn-Reply-To: <1@acme.example>\n\ny\n")
    sent += try reflecting(desk)
    expectCalm("an alias as an operator's address", sent, atMost: 1)
    #expect(try desk.tickets().count == 1)
    let doctor = try desk.run("doctor")
    #expect(doctor.output.contains("WARN  operators") && doctor.output.contains("bob's address it@desk.example"))
  }

  @Test("the configuration refuses to send everything to itself")
  func asRedirection() throws {
    let desk = try StormDesk(
      "desk.example", aliases: ["help@desk.example"], "notices: {redirect_to: Help+x@desk.example}")
    defer { desk.remove() }
    let run = try desk.run("list")
    #expect(run.status == 78 && run.errors.contains("is an address of this desk"), "\(run.errors)")
  }

  /// Carries back to the desk whatever it writes to itself, until it says nothing more.
  private func reflecting(_ desk: StormDesk) throws -> Int {
    try desk.exchange { mail, _ in mail["Delivered-To"]?.lowercased().contains("desk.example") == true ? mail.text : nil
    }
  }
}
