import Desk
import Intake
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
}
