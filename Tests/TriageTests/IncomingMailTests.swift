import Desk
import Testing
import Triage

@Suite("Mail as it comes in")
struct IncomingMailTests {
  private let desk = TestDesk()

  private func receivedAt(_ received: String) -> Instant {
    desk.mail("Received: from a by b; \(received)\nReceived: from x by a; Mon, 2 Nov 2026 09:00:00 +0000\n\nx")
      .receivedAt
  }

  @Test("it came when the topmost Received says")
  func topmostReceived() {
    #expect(receivedAt("Thu, 26 Nov 2026 08:30:00 +0100").description == "2026-11-26T07:30:00Z")
    #expect(receivedAt("Wed, 2 Jan 2002 10:00:00 +0000").description == "2002-01-02T10:00:00Z")
  }

  @Test(
    "where that cannot be, it came when the file did",
    arguments: ["Thu, 1 Jan 1970 00:00:00 +0000", "Sat, 1 Jan 2099 00:00:00 +0000", "some day", ""])
  func fileTime(received: String) {
    #expect(receivedAt(received) == TestDesk.noon - .hours(1))
    #expect(desk.mail("From: a@b.example\n\nx").receivedAt == TestDesk.noon - .hours(1))
  }

  @Test("the new words are told apart from the quoted ones")
  func visibleText() {
    let mail = desk.mail("From: a@b.example\n\nIt works.\n\nOn Thu, 26 Nov 2026, Support wrote:\n> Does it work?\n")
    #expect(mail.visibleText == "It works.")
    #expect(mail.text.contains("Does it work?"))
    #expect(desk.mail("From: a@b.example\n\nIt works.\n").visibleText == nil)
  }

  @Test("any bytes are mail", arguments: [[], [0], Array(repeating: 0xFF, count: 700), Array("\n\n\n".utf8)])
  func anyBytes(bytes: [UInt8]) throws {
    let opening = try desk.decide(desk.mail(bytes: bytes)).opening
    #expect(opening.requester == Person(name: nil, address: nil))
    #expect(opening.queue == "support")
    #expect(opening.priority == .medium)
  }
}
