import Foundation
import Support
import Testing

/// `undo` through the built program.
@Suite struct UndoTests {
  @Test func theLastActionIsTakenBackWithItsMailAndOnlyOnce() throws {
    let desk = try SampleDesk()
    defer { desk.remove() }
    try desk.open()
    let before = try desk.run("show", "1", "--json").output
    #expect(try desk.run("resolve", "1", "2", "--message", "Done.").status == 0)
    let undone = try desk.run("undo")
    #expect(undone.status == 0, "\(undone.errors)")
    #expect(undone.output == "SD-1 resolve taken back by alice\nSD-2 resolve taken back by alice\n")
    #expect(try status(before) == "new")
    #expect(try status(desk.run("show", "1", "--json").output) == "new")
    let cancelled = try desk.run("outbox", "list", "--state", "cancelled", "--json").output
    #expect(cancelled.split(separator: "\n").count == 2, "\(cancelled)")
    let again = try desk.run("undo")
    #expect(again.status == 66)
    #expect(again.errors.contains("alice did nothing that can be undone"), "\(again.errors)")
    #expect(try desk.run("audit", "verify").status == 0)
  }

  @Test func whatSomebodyChangedSinceIsNamed() throws {
    let desk = try SampleDesk()
    defer { desk.remove() }
    try desk.open()
    #expect(try desk.run("priority", "1", "2", "low").status == 0)
    #expect(try desk.run("priority", "2", "high", "--as", "bob").status == 0)
    let undone = try desk.run("undo", "--json")
    #expect(undone.status == 0, "\(undone.errors)")
    let lines = undone.output.split(separator: "\n")
    #expect(lines.count == 2)
    #expect(lines[0].hasSuffix(#""restored":["priority"],"kept":[],"not_undone":[]}"#), "\(lines[0])")
    #expect(
      lines[1].hasSuffix(
        #""restored":[],"kept":["its priority stays high: bob changed it since"],"not_undone":[]}"#), "\(lines[1])")
    let own = try desk.run("undo", "--as", "bob")
    #expect(own.output == "SD-2 priority taken back by bob\n", "\(own.errors)")
    let nobody = try desk.run("undo", "--as", "bobb")
    #expect(nobody.status == 64 && nobody.errors.contains("Did you mean 'bob'?"), "\(nobody.errors)")
  }

  @Test func aReplyIsNotTakenBackAndThatIsSaid() throws {
    let desk = try SampleDesk()
    defer { desk.remove() }
    try desk.open()
    #expect(try desk.run("assign", "1", "bob").status == 0)
    #expect(try desk.run("reply", "2", "--message", "Which printer?").status == 0)
    let row = try #require(
      desk.run("outbox", "list", "--ticket", "2", "--json").output.firstMatch(
        of: /"id":(\d+),"ticket":"SD-2","kind":"reply"/)
    ).output.1
    let undone = try desk.run("undo")
    #expect(
      undone.output == """
        SD-1 assign taken back by alice
        the reply on SD-2 is not taken back: as long as it waits, servicedesk outbox cancel \(row) keeps it here

        """, "\(undone.output)\(undone.errors)")
    #expect(try desk.run("deliver").status == 0)
    let nothing = try desk.run("undo")
    #expect(nothing.status == 66)
    #expect(
      nothing.errors.contains("the reply on SD-2 is not taken back: a mail that has left cannot be"),
      "\(nothing.errors)")
    #expect(try desk.run("priority", "1", "high").status == 0)
    #expect(try desk.run("note", "1", "--message", "x").status == 0)
    #expect(try desk.run("note", "2", "--message", "y", "--as", "bob").status == 0)
    let json = try desk.run("undo", "--json").output
    #expect(json.hasSuffix(#""not_undone":["the note on SD-1 stays: undo does not reach it"]}"# + "\n"), "\(json)")
  }

  private func status(_ line: String) throws -> String? {
    let object = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any]
    return object?["status"] as? String
  }
}
