import Desk
import Testing
import Triage

@Suite("Priority")
struct PriorityInferenceTests {
  private let desk = TestDesk()

  private func opening(_ subject: String, _ headers: String = "") throws -> Decision.Opening {
    try desk.opening("From: ana@acme.example\nTo: support@desk.example\nSubject: \(subject)\n\(headers)\nHello")
  }

  @Test(
    "a configured word in brackets anywhere, or at the start before a colon or exclamation mark, is a tag",
    arguments: [
      ("[URGENT] VPN down", Priority.high), ("VPN down (P1)", .high), ("VPN [ critical ] down", .high),
      ("urgent: VPN down", .high), ("Urgent : VPN down", .high), ("Re: ASAP! VPN down", .high),
      ("回复：紧急 [P0] 打印机", .high), ("AW: WG: outage: mail", .high), ("P1! P1!", .high), ("ASAP!!! now", .high),
      ("[SD-9] urgent: x", .high), ("Fwd: [EMERGENCY]", .high), ("[vpn] [sev1] x", .high), ("[[urgent]]", .high),
      ("[low] wallpaper", .low), ("(whenever) wallpaper", .low), ("minor: typo", .low), ("[P5][p3]", .low),
      ("[normal] x", .medium), ("[low] and [urgent]", .high), ("low: but [P2]", .medium),
      ("=?utf-8?B?W1VSR0VOVF0g5Y2w5Yi344Gn44GN44G+44Gb44KT?=", .high),
      ("=?iso-8859-1?Q?=5BURG?=\n =?utf-8?Q?ENT=5D_x?=", .high),
    ])
  func tags(subject: String, level: Priority) throws {
    let opening = try opening(subject)
    #expect(opening.priority == level)
    #expect(opening.prioritySource == .tag)
    #expect(opening.tagPriority == level)
  }

  @Test(
    "a bare word, part of a word or a pattern is no tag",
    arguments: [
      "urgent VPN down", "This is urgent: VPN", "[not urgent]", "[urgently]", "[urgen]", "[URGENT", "URGENT]",
      "{urgent}", "[urgent)", "highlights: of the week", "[p.]", "[P1/P2]", "", "[]", "()", ":", "!", "P11: x",
    ])
  func noTags(subject: String) throws {
    let opening = try opening(subject, "X-Priority: 3\nImportance: normal\n")
    #expect(opening.priority == .medium)
    #expect(opening.prioritySource == .queue)
    #expect(opening.tagPriority == nil)
  }

  @Test(
    "headers count where there is no tag",
    arguments: [
      ("X-Priority: 1", Priority.high), ("X-Priority: 2 (High)", .high), ("x-priority: 1 (Highest)", .high),
      ("Importance: HIGH", .high), ("Priority: urgent", .high), ("X-Priority: 4", .low),
      ("X-Priority: 5 (Lowest)", .low),
      ("Importance: Low", .low), ("Priority: non-urgent", .low), ("X-Priority: 3\nImportance: high", .high),
    ])
  func headers(header: String, level: Priority) throws {
    let opening = try opening("VPN", header + "\n")
    #expect(opening.priority == level)
    #expect(opening.prioritySource == .header)
    #expect(opening.tagPriority == nil)
    #expect(try self.opening("[normal] VPN", header + "\n").priority == .medium)
  }

  @Test("without either the queue's default holds, and headers beat it")
  func queueDefault() throws {
    let plain = "From: ana@acme.example\nTo: billing@desk.example\nSubject: Invoice\n"
    #expect(try desk.opening(plain + "\nx").priority == .low)
    #expect(try desk.opening(plain + "Importance: normal\n\nx").priority == .low)
    #expect(try desk.opening(plain + "Importance: high\n\nx").priority == .high)
  }

  @Test("configured words are literal, and of a word configured twice the higher level holds")
  func configured() throws {
    var desk = desk
    desk.settings.priorityTags.high = ["a.b", "*", "top priority", "Störung"]
    desk.settings.priorityTags.low = ["a.b", "idea"]
    func level(_ subject: String) throws -> Priority { try desk.opening("Subject: \(subject)\n\nx").priority }
    #expect(try level("[a.b] x") == .high)
    #expect(try level("[axb] x") == .medium)
    #expect(try level("[*] x") == .high)
    #expect(try level("[urgent] x") == .medium)
    #expect(try level("Re: top priority: x") == .high)
    #expect(try level("[STÖRUNG] x") == .high)
    #expect(try level("[STO\u{308}RUNG] x") == .high)
    #expect(try level("[idea] x") == .low)
  }

  @Test("the evidence names the tag and what it beats")
  func evidence() {
    let decision = desk.decide("Subject: [P1] Invoice run failed\nX-Priority: 3\n\nx")
    #expect(decision.said("priority") == ["high: tag [P1] in \"[P1] Invoice run failed\" (beats X-Priority: 3)"])
    #expect(desk.decide("Subject: x\nImportance: low\n\nx").said("priority") == ["low: Importance: low"])
  }

  @Test("a hostile subject is read to an end")
  func hostile() throws {
    #expect(try opening(String(repeating: "[(", count: 50_000) + "urgent])").priority == .medium)
    #expect(try opening("[" + String(repeating: "x", count: 100_000) + "]").priority == .medium)
  }
}
