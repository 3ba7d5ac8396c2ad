import Desk
import Intake
import Mailbox
import Support
import Testing

/// What lay finished in a mailbox before the desk came is left alone, once; from then on whoever reads mail first on
/// another device takes nothing away from the desk.
@Suite struct FirstContactTests {
  private static let mail = "From: ana@acme.example\nTo: support@desk.example\nSubject: printer\n\nIt does not print.\n"

  @Test(arguments: [0, 1]) func mailThatSomebodyReadBeforeTheDeskIsTakenIn(_ old: Int) throws {
    let maildir = try TestMaildir()
    for number in 0..<old { try maildir.put("1795000000.old\(number):2,S", Self.mail, in: "cur") }
    let desk = try IntakeDesk(maildir)
    #expect(try desk.round()[.ignored] == old)
    try maildir.put("1795000001.read:2,S", "Message-ID: <1@a>\n" + Self.mail, in: "cur")
    let report = try desk.round()
    #expect(report[.opened] == 1 && report[.ignored] == 0)
  }

  /// What was only noted has its bytes nowhere but in the mailbox.
  @Test(arguments: [AfterIntake.delete, .move(folder: "Done")]) func whatWasNotedIsNotTakenAway(
    _ after: AfterIntake
  ) throws {
    let maildir = try TestMaildir()
    try maildir.put("1795000001.old", Self.mail)
    let desk = try IntakeDesk(maildir, after: after)
    #expect(try desk.round { $0.baseline = true }[.ignored] == 1)
    try maildir.put("1795000002.new", "Message-ID: <1@a>\n" + Self.mail)
    #expect(try desk.round()[.opened] == 1)
    #expect(try desk.round().counts.isEmpty)
    #expect(try maildir.names(in: "new") == ["1795000001.old"])
  }
}
