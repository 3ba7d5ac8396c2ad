import Desk
import Testing
import Triage

@Suite("Subjects taken apart")
struct SubjectLineTests {
  @Test(
    "prefixes of answers and forwards are no part of a subject",
    arguments: [
      "Re: Printer", "RE: re: Re: Printer", "AW: WG: Printer", "Fwd: Printer", "Fw: Printer", "Re[2]: Printer",
      "Re (3): Printer",
      "Re^4: Printer", "re : Printer", "SV: Printer", "VS: Printer", "TR: Printer", "RV: Printer", "Antw: Printer",
      "Odp: Printer", "YNT: Printer", "RIF: Printer", "Отв: Printer", "回复：Printer", "回复: Printer", "答复: Printer",
      "转发: Printer", "返信: Printer", "답장: Printer", "ΑΠ: Printer", "השב: Printer", "  Printer  ", "Re:Printer",
      "[SD-42] Re: Printer", "Re: [SD-42] Re: Printer", "Printer [SD-42]", "Re: Printer [sd-7] [SD-42]",
    ])
  func strips(subject: String) {
    #expect(SubjectLine(subject).bare == "Printer")
  }

  @Test(
    "what only looks like a prefix stays",
    arguments: ["Printer: broken", "Invoice Re: 5", "ready: yes", "Re", "Re; x", "Re[x]: y", "Re(: x", ": x"])
  func keeps(subject: String) {
    #expect(SubjectLine(subject).bare == subject)
  }

  @Test("tokens are found anywhere, the last first")
  func tokens() {
    #expect(SubjectLine("Re: [SD-42] VPN").tokens == [TicketID(42)])
    #expect(SubjectLine("VPN [sd-42]").tokens == [TicketID(42)])
    #expect(SubjectLine("[SD-1] VPN [SD-2][Sd-3]").tokens == [3, 2, 1].map { TicketID($0) })
    #expect(SubjectLine("[SD-42] VPN").bare == "VPN")
    #expect(SubjectLine("[SD-9223372036854775807] x").tokens == [TicketID(.max)])
    for none in [
      "SD-42", "(SD-42)", "[SD-]", "[SD-0]", "[SD 42]", "[SD-42", "[42]", "[#42]", "[SD-4a]",
      "[SD-99999999999999999999]",
    ] {
      #expect(SubjectLine(none).tokens.isEmpty, "\(none)")
    }
  }

  @Test("a forward is told from an answer")
  func forward() {
    #expect(SubjectLine("WG: Re: Printer").isForward)
    #expect(SubjectLine("Fwd: Printer").isForward)
    #expect(!SubjectLine("Re: Printer").isForward)
  }

  @Test("a hostile subject costs little and keeps its beginning")
  func hostile() {
    let long = SubjectLine(String(repeating: "Re: ", count: 100_000) + "x")
    #expect(long.whole.utf8.count < 2100)
    #expect(SubjectLine(String(repeating: "[SD-1]", count: 100_000)).tokens.count == 8)
    #expect(SubjectLine(String(repeating: "[", count: 100_000)).tokens.isEmpty)
    let oneCharacter = "a" + String(repeating: "\u{301}", count: 500_000)
    #expect(SubjectLine(oneCharacter).whole.utf8.count < 2100)
    #expect(SubjectLine("VPN\r\n\tis\u{00A0} down ").whole == "VPN is down")
  }
}
