import Desk
import Foundation
import Testing

@Suite struct JSONTests {
  @Test func escapesWhatCouldHarmATerminalOrAParser() throws {
    let hostile = "a\"b\\c\n\r\t\u{0}\u{1B}[31m\u{7F}\u{85}\u{9B}é😀"
    let text = JSONValue.string(hostile).text
    #expect(!text.unicodeScalars.contains { $0.value < 0x20 || (0x7F...0x9F).contains($0.value) })
    let back = try JSONSerialization.jsonObject(with: Data("[\(text)]".utf8)) as? [String]
    #expect(back == [hostile])
  }

  @Test func keepsTheOrderOfMembers() {
    let value = JSONValue.object([
      .init("b", .integer(1)), .init("a", .array([.null, .bool(true), .number(0.5), .number(.nan)])),
    ])
    #expect(value.text == #"{"b":1,"a":[null,true,0.5,null]}"#)
  }

  /// The contract of scripts: these members, in this order.
  @Test func aTicketHasTheMembersOfTheContract() {
    let ticket = Ticket(
      id: TicketID(42), queue: "support", subject: "VPN", status: .open, priority: .high, prioritySource: .tag,
      requester: Person(name: nil, address: EmailAddress("ana@acme.example")), createdAt: Instant(seconds: 0),
      updatedAt: Instant(seconds: 0))
    #expect(
      JSONForm.ticket(ticket, now: Instant(seconds: 0)).map(\.name) == [
        "id", "queue", "subject", "status", "priority", "requester", "assignee", "tags", "messages", "created_at",
        "updated_at", "first_response_due", "resolve_due", "first_responded_at", "resolved_at", "closed_at", "overdue",
        "merged_into",
      ])
  }
}
