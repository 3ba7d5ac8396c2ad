import Foundation
import Support
import Testing

/// A message that ends the program, each time that it is read: put aside at last, alone, with everybody told, and taken
/// up again when the program is mended.
///
/// `SERVICEDESK_FAILPOINT="parse KEY:1:END"` makes poison of one message, for whichever process parses it.
@Suite struct PoisonTests {
  private static let key = "1795000001.M1003"

  /// Six messages, of which the fourth is poison.
  private func desk() throws -> ServingDesk {
    let desk = try ServingDesk("log: {level: info}")
    for number in 0..<6 { try desk.put(number) }
    return desk
  }

  private func poison(_ end: String, more: [String: String] = [:]) -> [String: String] {
    ["SERVICEDESK_FAILPOINT": "parse \(Self.key):1:\(end)", "SWIFT_BACKTRACE": "enable=no"].merging(more) { $1 }
  }

  /// Runs `ingest` again and again, as a timer would.
  ///
  /// - Returns: the first run that did not die, and how many did.
  private func ingestUntilItLives(
    _ desk: ServingDesk, _ environment: [String: String], killAfter: Double? = nil
  ) throws -> (run: Binary.Run, deaths: Int) {
    for deaths in 0..<10 {
      // Somebody ends what computes for ever; the run that puts the message aside is let alone.
      let run = try Binary.run(
        ["ingest"], in: desk.folder.url, environment: environment, killAfter: deaths < 3 ? killAfter : nil)
      if run.signal == nil { return (run, deaths) }
    }
    throw POSIXError(.ETIMEDOUT)
  }

  private func expectAside(_ desk: ServingDesk, _ outcome: (run: Binary.Run, deaths: Int)) throws {
    #expect((3...4).contains(outcome.deaths) && outcome.run.status == 0, "\(outcome)")
    let said = "quarantined: \(Self.key): it ended the program each time it was read (attempts: 3)"
    #expect(outcome.run.errors.contains(said) && outcome.run.errors.contains("servicedesk intake show "), "\(outcome)")
    #expect(try row(desk).contains(#""disposition":"quarantined","reason":"attempts: 3""#))
    let list = try desk.run("list", "--limit", "0", "--json").output.split(separator: "\n")
    #expect(list.count == 5, "the others are tickets")
    let doctor = try desk.run("doctor", "--json").output.split(separator: "\n")
    #expect(doctor.contains { $0.contains(#""level":"warn","name":"quarantine","text":"1 message""#) }, "\(doctor)")
    #expect(try desk.run("reconcile").status == 0)
  }

  private func row(_ desk: ServingDesk) throws -> String {
    let rows = try desk.run("intake", "list", "--limit", "0", "--json").output.split(separator: "\n").map(String.init)
    return try #require(rows.first { $0.contains(Self.key) })
  }

  private func number(_ desk: ServingDesk) throws -> String {
    let rows = try desk.run("intake", "list", "--disposition", "quarantined").output.split(separator: "\n")
    return try #require(rows.first { $0.contains(Self.key) }?.split(separator: " ").first.map(String.init))
  }

  @Test(arguments: [SIGSEGV, SIGILL, SIGTRAP, SIGABRT, SIGBUS])
  func aFaultPutsTheMessageAside(signal: Int32) throws {
    let desk = try desk()
    defer { desk.remove() }
    try expectAside(desk, try ingestUntilItLives(desk, poison("\(signal)")))
  }

  @Test func whatTakesAllMemoryIsPutAside() throws {
    let desk = try desk()
    defer { desk.remove() }
    try expectAside(desk, try ingestUntilItLives(desk, poison("hoard")))
  }

  @Test func whatNeverEndsIsPutAside() throws {
    let desk = try desk()
    defer { desk.remove() }
    let environment = poison("spin", more: ["SERVICEDESK_PATIENCE": "1"])
    try expectAside(desk, try ingestUntilItLives(desk, environment, killAfter: 3))
  }

  @Test func whoeverIsEndedBySomebodyIsNotToBlame() throws {
    let desk = try desk()
    defer { desk.remove() }
    for signal in [SIGKILL, SIGTERM, SIGKILL, SIGTERM, SIGKILL, SIGTERM] {
      let run = try Binary.run(["ingest"], in: desk.folder.url, environment: poison("\(signal)"))
      #expect(run.signal == signal)
    }
    #expect(try desk.run("ingest").status == 0)
    #expect(try desk.run("deliver").status == 0)
    try desk.expectAllOnce(6)
  }

  @Test func serveSaysInItsLogWhatItPutAside() throws {
    let desk = try desk()
    defer { desk.remove() }
    var deaths = 0
    while deaths < 10 {
      let serve = try RunningBinary(["serve"], in: desk.folder.url, environment: poison("\(SIGSEGV)"))
      // The one after the poison is taken in by the first that lives.
      if (try? serve.awaitLog("intake: opened", "key=1795000001.M1005")) == nil {
        #expect(serve.end() == -SIGSEGV)
        deaths += 1
        continue
      }
      try serve.awaitLog("warning", "intake: quarantined", "key=\(Self.key)", "attempts: 3")
      serve.signal(SIGTERM)
      #expect(serve.end() == 0)
      break
    }
    #expect((3...4).contains(deaths))
    #expect(try desk.run("reconcile").status == 0)
  }

  @Test(arguments: ["retry", "release"])
  func aMendedProgramTakesItUpAgain(verb: String) throws {
    let desk = try desk()
    defer { desk.remove() }
    _ = try ingestUntilItLives(desk, poison("\(SIGSEGV)"))
    let number = try number(desk)
    // Not mended yet: it dies once more, and nothing is changed by it.
    let death = try Binary.run(["intake", verb, number], in: desk.folder.url, environment: poison("\(SIGSEGV)"))
    #expect(death.signal == SIGSEGV)
    #expect(try row(desk).contains(#""disposition":"quarantined""#))
    let mended = try desk.run("intake", verb, number)
    #expect(mended.status == 0, "\(mended.errors)")
    #expect(try row(desk).contains(#""disposition":"opened""#))
    #expect(try desk.run("deliver").status == 0)
    try desk.expectAllOnce(6)
  }

  @Test func whatIsDiscardedStaysAway() throws {
    let desk = try desk()
    defer { desk.remove() }
    _ = try ingestUntilItLives(desk, poison("\(SIGSEGV)"))
    let discarded = try desk.run("intake", "discard", try number(desk))
    #expect(discarded.status == 0, "\(discarded.errors)")
    #expect(try row(desk).contains(#""disposition":"ignored","reason":"discarded""#))
    #expect(try desk.run("ingest", "--json").output.hasPrefix(#"{"read":0,"#))
    let doctor = try desk.run("doctor", "--json").output
    #expect(doctor.contains(#""name":"quarantine","text":"empty""#), "\(doctor)")
  }
}
