import Foundation
import Support
import Testing

/// Two desks whose mail goes to each other, each with its own database.
@Suite("Two desks do not answer each other for ever")
struct TwoDesksTests {
  /// What the way between them does to a mail.
  enum Way: String, CaseIterable {
    case faithful
    /// No sign of automatic mail arrives.
    case losesSigns
    /// Neither do ids, nor what threads are known by in header, subject and text.
    case losesEverything
  }

  private static let signs = ["Auto-Submitted", "X-Auto-Response-Suppress", "Precedence", "Return-Path"]
  private static let threading = [
    "Message-ID", "In-Reply-To", "References", "Reply-To", "Thread-Topic", "Thread-Index",
  ]

  @Test("whatever the way between them does", arguments: Way.allCases)
  func answerEachOther(way: Way) throws {
    let desks = [try StormDesk("a.example"), try StormDesk("b.example")]
    defer { desks.forEach { $0.remove() } }
    // Somebody writes to one in the other's name.
    try desks[0].put(
      "From: Support <support@b.example>\nTo: support@a.example\nSubject: Order 7\nMessage-ID: <1@b.example>\n\nHello.\n"
    )
    var count = try carry(between: desks, way)
    for desk in 0...1 {
      for number in 1...(try desks[desk].tickets().count) {
        try desks[desk].run("resolve", String(number), "--message", "Done, desk \(desk).")
      }
      count += try carry(between: desks, way)
    }
    let bound = [Way.faithful: 4, .losesSigns: 8, .losesEverything: 20][way] ?? 0
    expectCalm("two desks, the way is \(way.rawValue)", count, atMost: bound)
    // Nobody is left with something to say.
    #expect(try carry(between: desks, way) == 0)
  }

  /// Carries mail to and fro until nothing moves, for at most 30 rounds.
  private func carry(between desks: [StormDesk], _ way: Way) throws -> Int {
    var count = 0
    for _ in 0..<30 {
      var moved = 0
      for (from, to) in [(0, 1), (1, 0)] {
        for mail in try desks[from].turn() {
          moved += 1
          if mail["To"]?.contains(desks[to].domain) == true { try desks[to].put(Self.carried(mail, way).text) }
        }
      }
      count += moved
      if moved == 0 { break }
    }
    return count
  }

  private static func carried(_ mail: Mail, _ way: Way) -> Mail {
    switch way {
    case .faithful: return mail
    case .losesSigns: return mail.without(signs)
    case .losesEverything:
      var plain = mail.without(signs + threading + ["Subject", "Content-Type", "Content-Transfer-Encoding"])
      plain.header += ["Subject: \(mail.bareSubject)"]
      let words = mail.body.split(separator: "\n\n").first { !$0.contains("SD-") && !$0.hasPrefix("--") } ?? "x"
      plain.body = "\(words)\n"
      return plain
    }
  }
}
