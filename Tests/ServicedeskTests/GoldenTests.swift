import Support
import Testing

/// Whole outputs over the sample mailbox, as people read them.
@Suite struct GoldenTests {
  private func expect(_ text: String, _ name: String, mustShow: String) throws {
    let difference = try Golden.difference(text, "cli/\(name).txt", mustShow: mustShow)
    #expect(difference == nil, "\(difference ?? "")")
  }

  @Test func helpIsGroupedByWhoUsesWhat() throws {
    let desk = try SampleDesk()
    defer { desk.remove() }
    try expect(
      desk.transcripts([[], ["--version"], ["list", "--help"], ["intake"]]), "help",
      mustShow:
        "Commands in four groups by who uses them; each with what it does; an example in each command's own help.")
  }

  @Test func mailIsTakenInAndListed() throws {
    let desk = try SampleDesk()
    defer { desk.remove() }
    try expect(
      desk.transcripts([
        ["ingest", "--json"], ["ingest", "--json"], ["list", "--limit", "12"], ["list", "--priority", "low"],
        ["list", "--json", "--limit", "1"], ["list", "--assignee", "nobody"], ["search", "drucker"],
        ["search", "印刷"], ["search", "ช้ามาก"], ["intake", "list", "--disposition", "quarantined"],
        ["intake", "show", "36"],
      ]), "mail",
      mustShow:
        "The totals of Samples/README.md, then nothing new; urgent tickets first with wide names in line; words found inside Japanese and Thai."
    )
  }

  @Test func aTicketIsWorkedToItsEnd() throws {
    let desk = try SampleDesk()
    defer { desk.remove() }
    try desk.open()
    try expect(
      desk.transcripts([
        ["assign", "1", "bob"], ["priority", "8", "high"], ["tag", "1", "+vpn", "-none"],
        ["note", "1", "--message", "Same as last year, the intermediate expired."],
        ["reply", "1", "--message", "We found it, ten more minutes."], ["status", "2", "pending"],
        ["resolve", "1", "--message", "Renewed the certificate. Please reconnect."], ["deliver", "--json"],
        ["show", "1"], ["list", "--assignee", "bob", "--status", "all"], ["reopen", "1"], ["close", "1"],
        ["reply", "1", "--message", "One more thing"],
        ["new", "Keyboard broken", "--requester", "Sam <sam@acme.example>"],
        ["merge", "51", "3"], ["show", "51"], ["outbox", "list", "--ticket", "1", "--state", "queued"],
        ["stats", "--since", "3d"], ["stats", "--since", "today", "--json"], ["stats", "--queue", "suport"],
      ]), "work",
      mustShow:
        "Each verb answers in one line and says which mail waits; a closed ticket refuses a reply and says what to do.")
  }

  @Test func decisionsAreExplained() throws {
    let desk = try SampleDesk()
    defer { desk.remove() }
    try desk.open()
    try desk.folder.write(
      "new.eml",
      """
      From: Ana Lima <ana@lima.example>
      To: support@desk.example
      Subject: Re: Fwd: p2: VPN again
      X-Priority: 1
      Message-ID: <new@lima.example>
      In-Reply-To: <D6C1F0A2-7B1E-4E0B-9C55-2A61@lima.example>

      It fails again.
      """)
    try expect(
      desk.transcripts([
        ["explain", "2"], ["explain", "6"], ["explain", "18"], ["explain", "<roth-1@roth.example>"],
        ["explain", "new.eml"],
      ]), "explain",
      mustShow:
        "Each rule in order with what it looked at; a reply that raised the priority; the same result when decided again."
    )
  }

  @Test func hostileMailIsShownHarmlessly() throws {
    let desk = try SampleDesk()
    defer { desk.remove() }
    try desk.open()
    let text = try desk.transcripts([["show", "46"], ["show", "46", "--save", "out"]])
    #expect(!text.unicodeScalars.contains { $0.value < 0x20 && $0 != "\n" || (0x7F..<0xA0).contains($0.value) })
    try expect(
      text, "hostile",
      mustShow: "Escape sequences as pictures, no change of direction, attachments under names that can do no harm.")
  }

  @Test func healthIsChecked() throws {
    let desk = try SampleDesk()
    defer { desk.remove() }
    let before = try desk.transcript(["doctor"])
    try desk.open()
    let after = try desk.transcripts([
      ["doctor"], ["reconcile"], ["audit", "verify"], ["audit", "log", "--limit", "3"],
    ])
    try expect(
      before + "\n" + after, "doctor",
      mustShow:
        "A desk without a database warns and says what to do; one that works is well but for the quarantine and the stray bounce."
    )
  }

  @Test func slipsAreAnsweredWithWhatWasMeant() throws {
    let desk = try SampleDesk()
    defer { desk.remove() }
    try desk.open()
    try expect(
      desk.transcripts([
        ["lst"], ["list", "--prioriti", "high"], ["list", "--priority", "hgih"], ["list", "--status", "opne"],
        ["list", "--since", "last week"], ["show", "99"], ["show", "SD-x"], ["assign", "1", "bbo"],
        ["status", "1", "new"],
        ["resolve", "1", "--as", "alcie"], ["resolve", "1", "--message", "  "], ["reply", "1"],
        ["requester", "1", "nobody"], ["ingest", "maildir:\(desk.folder.path)/maill"], ["ingest", "/var/mail/x"],
        ["ingest", "imap://me@host/INBOX"], ["list", "--config", "none.yaml"], ["list", "--database", "none.sqlite"],
        ["intake", "release", "1"], ["audit", "verify", "--expect", "x"], ["explain", "nothing"],
      ]), "slips",
      mustShow: "One line each on what was meant, with the nearest name, and a sysexits code.")
  }
}
