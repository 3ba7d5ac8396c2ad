import Foundation
import Support
import Testing

/// Kills the program after every effect, and at random times, and runs it again: the desk must end as if nothing had
/// happened.
///
/// The fail points are built into debug builds only: `SERVICEDESK_FAILPOINT=commit:2` ends the process with SIGKILL at
/// the second passing of that point.
@Suite(.serialized) struct KillTests {
  /// Every effect, with how often it is passed in a quiet run at most; a kill beyond the last passing is no kill.
  static let stages = ["read", "taken", "commit", "acknowledged", "claimed", "delivered", "settled"]

  @Test func theDeskIsTheSameAfterAKillAtEveryEffect() throws {
    let quiet = try KillDesk.quiet()
    var kills: [String: Int] = [:]
    for stage in Self.stages {
      for count in 1... {
        let desk = try KillDesk()
        let wasKilled = try desk.runOnce(environment: ["SERVICEDESK_FAILPOINT": "\(stage):\(count)"])
        guard wasKilled else { break }
        kills[stage, default: 0] += 1
        try desk.runQuietly()
        try expectSame(desk, quiet, "after a kill at \(stage):\(count)")
        desk.remove()
      }
    }
    for stage in Self.stages {
      #expect(kills[stage, default: 0] > 0, "the point \(stage) is never passed")
    }
    print("kills at fail points: " + Self.stages.map { "\($0) \(kills[$0, default: 0])" }.joined(separator: ", "))
  }

  @Test func theDeskIsTheSameAfterKillsAtRandomTimes() throws {
    let quiet = try KillDesk.quiet()
    var random = SeededRandom(seed: 20_261_124)
    var landed = 0
    for round in 0..<15 {
      let desk = try KillDesk()
      for _ in 0..<3 {
        let delay = Double.random(in: 0.002...0.25, using: &random)
        landed += try desk.runOnce(killingAfter: delay) ? 1 : 0
      }
      try desk.runQuietly()
      try expectSame(desk, quiet, "after random kills, round \(round)")
      desk.remove()
    }
    #expect(landed > 0, "no random kill met a running program")
    print("kills at random times: \(landed)")
  }

  private func expectSame(_ desk: KillDesk, _ quiet: [String], _ when: Comment) throws {
    let now = try desk.picture()
    for (line, expected) in zip(now, quiet) where line != expected {
      let same = zip(line, expected).prefix { $0 == $1 }.count
      let found = line.dropFirst(max(0, same - 60)).prefix(300)
      let wanted = expected.dropFirst(max(0, same - 60)).prefix(300)
      Issue.record("\(when.rawValue): …\(found)…\n  instead of …\(wanted)…")
      return
    }
    #expect(now.count == quiet.count, when)
  }
}

/// A desk of its own over a copy of the sample mailbox.
struct KillDesk {
  let folder: TemporaryDirectory

  init() throws {
    folder = try TemporaryDirectory()
    try copySamples()
    try spreadFileTimes()
    let config = """
      desk: {name: Support, domain: desk.example}
      queues:
        - {name: support, address: support@desk.example, aliases: [help@desk.example], mailboxes: ["maildir:mail"]}
      notices: {max_age: 36500d, per_address_hour: 1000}
      courier: {url: "maildir:notices", hourly_cap: 1000}
      """
    try config.write(to: folder.url.appending(path: "servicedesk.yaml"), atomically: true, encoding: .utf8)
  }

  /// The samples whose dispositions differ, and answers with what they answer: enough for every path, few enough for
  /// a kill at every step.
  private static let telling = [1, 2, 3, 4, 8, 15, 16, 17, 18, 19, 20, 22, 27, 29, 31, 32, 33, 36, 53]

  private func copySamples() throws {
    let files = FileManager.default
    for place in ["new", "cur", "tmp"] {
      let source = PackageTree.samples.appending(path: "maildir/\(place)")
      let target = folder.url.appending(path: "mail/\(place)")
      try files.createDirectory(at: target, withIntermediateDirectories: true)
      for name in try files.contentsOfDirectory(atPath: source.path)
      where Self.telling.contains(where: { name.contains(".M\($0 < 10 ? "0" : "")\($0)P") }) {
        try files.copyItem(at: source.appending(path: name), to: target.appending(path: name))
      }
    }
  }

  /// A conversation is shown in the order in which its messages came, so that must be the same in every copy.
  private func spreadFileTimes() throws {
    for place in ["new", "cur"] {
      let path = folder.url.appending(path: "mail/\(place)").path
      for (index, name) in try FileManager.default.contentsOfDirectory(atPath: path).sorted().enumerated() {
        try FileManager.default.setAttributes(
          [.modificationDate: Date(timeIntervalSinceNow: -600 + Double(index))], ofItemAtPath: "\(path)/\(name)")
      }
    }
  }

  func remove() { folder.remove() }

  /// The picture of a desk that nobody disturbed.
  static func quiet() throws -> [String] {
    let desk = try KillDesk()
    defer { desk.remove() }
    try desk.runQuietly()
    return try desk.picture()
  }

  /// Ingest and deliver, to be ended by a fail point or after `delay` seconds; true when a kill ended one of them.
  func runOnce(environment: [String: String] = [:], killingAfter delay: Double? = nil) throws -> Bool {
    for command in ["ingest", "deliver"] {
      let run = try Binary.run([command], in: folder.url, environment: environment, killAfter: delay)
      if run.signal == SIGKILL { return true }
      #expect(run.status == 0, "\(command): \(run.errors)")
    }
    return false
  }

  /// What a crontab would do: the same commands again, until nothing is left to do.
  func runQuietly() throws {
    for command in ["ingest", "deliver", "deliver"] {
      // A lease of the killed run keeps its rows until it ends; the clock of the second delivery lies beyond it.
      let environment = command == "deliver" ? ["SERVICEDESK_NOW": KillDesk.later] : [:]
      let run = try Binary.run([command], in: folder.url, environment: environment)
      #expect(run.status == 0, "\(command): \(run.errors)")
    }
    for check in [["reconcile"], ["audit", "verify"]] {
      let run = try Binary.run(check, in: folder.url)
      #expect(run.status == 0, "\(check): \(run.output)\(run.errors)")
    }
    let again = try Binary.run(["ingest", "--json"], in: folder.url)
    #expect(again.output.hasPrefix(#"{"read":0,"#), "a second ingest reads nothing: \(again.output)")
  }

  private static let later = Date(timeIntervalSinceNow: 7200).formatted(.iso8601)

  /// The whole desk: lists, every ticket, both ledgers, with what differs between any two runs masked.
  func picture() throws -> [String] {
    let list = try lines(["list", "--status", "all", "--limit", "0", "--sort", "oldest", "--json"])
    let ids = list.compactMap { $0.firstMatch(of: /"id":"(SD-\d+)"/).map { String($0.1) } }
    let shown = try ids.flatMap { try lines(["show", $0, "--json"]) }
    let intake = try lines(["intake", "list", "--limit", "0", "--json"])
    let outbox = try lines(["outbox", "list", "--limit", "0", "--json"])
    return list + shown + intake + outbox
  }

  private func lines(_ command: [String]) throws -> [String] {
    let run = try Binary.run(command, in: folder.url)
    #expect(run.status == 0, "\(command): \(run.errors)")
    return run.output.split(separator: "\n").map { mask(String($0)) }
  }

  /// Times, our own signed ids (the key differs between desks), event numbers and attempts differ; nothing else may.
  private func mask(_ line: String) -> String {
    line.replacing(/\d{4}-\d\d-\d\dT[0-9:.]+Z/, with: "TIME")
      .replacing(/sd\.\d+\.\d+\.[a-z2-7]{26}/, with: "OURS")
      .replacing(/SD-\d+\.\d+\.[a-z2-7]{26}/, with: "REF")
      .replacing(/\+[rb]\.\d+\.\d+\.[a-z2-7]{26}/, with: "+MARK")
      .replacing(folder.url.path, with: "FOLDER")
      .replacing(/"seq":\d+/, with: #""seq":N"#)
      .replacing(/"attempts":\d+/, with: #""attempts":N"#)
      .replacing(/written to [^"]*/, with: "written to PATH")
  }
}
