import Desk
import Testing

@testable import Dashboard

@Suite struct TypedAddressTests {
  @Test(arguments: ["ana@acme.example", "Ana.O'Neil+desk@mail.acme.example", "jürgen@bücher.example", "root@localhost"])
  func whatMailCanGoToIsFine(_ typed: String) {
    #expect(TypedAddress(typed) { _ in false } == .fine(EmailAddress(typed)))
  }

  @Test(arguments: [
    ("", "missing"), ("ana", "noAt"), ("ana@", "noDomain"), ("@acme.example", "noName"), ("ana@acme", "domain"),
    ("ana@@acme.example", "twoAts"), ("ana @acme.example", "spaces"), ("ana@acme.example bo@acme.example", "spaces"),
    ("a,b@acme.example", "letters"), ("<ana@acme.example>", "domain"), ("ana@-acme.example", "domain"),
    ("ana@acme..example", "domain"), ("a\u{1B}[31m@acme.example", "letters"), ("ana@acme.example\u{0}", "domain"),
    (String(repeating: "a", count: 300) + "@acme.example", "long"),
  ])
  func whatIsWrongIsNamed(_ typed: String, _ key: String) {
    guard case .wrong(let found, let example) = TypedAddress(typed, isOurs: { _ in false }) else {
      Issue.record("\(typed) is taken")
      return
    }
    #expect(found == key, "\(typed)")
    #expect(TypedAddress(example) { _ in false } == .fine(EmailAddress(example)))
  }

  @Test func theDesksOwnIsNobodyWhoAsks() {
    #expect(TypedAddress("help@desk.example") { _ in true } == .wrong("ours", example: "help@example.org"))
  }
}

@Suite struct RateLimitTests {
  private let start = Instant(seconds: 1_795_684_320)

  @Test func aClientWaitsUntilItsOldestIsLongAgo() {
    let limit = RateLimit(perClient: 2, inAll: 100, span: .minutes(10))
    #expect(limit.take("192.0.2.1", at: start) == nil)
    #expect(limit.take("192.0.2.1", at: start + .minutes(4)) == nil)
    #expect(limit.take("192.0.2.1", at: start + .minutes(5)) == 301)
    #expect(limit.take("192.0.2.2", at: start + .minutes(5)) == nil)
    #expect(limit.take("192.0.2.1", at: start + .minutes(10)) == nil)
    #expect(limit.take("192.0.2.1", at: start + .minutes(11)) != nil)
  }

  @Test func manyClientsTogetherWaitToo() {
    let limit = RateLimit(perClient: 5, inAll: 20, span: .minutes(10))
    let answers = (0..<30).map { limit.take("198.51.100.\($0)", at: start) }
    #expect(answers.prefix(20).allSatisfy { $0 == nil })
    #expect(answers.suffix(10).allSatisfy { $0 == 601 })
    #expect(limit.take("203.0.113.1", at: start + .minutes(11)) == nil)
  }

  @Test func aClockThatGoesBackLocksNobodyOut() {
    let limit = RateLimit(perClient: 1, inAll: 10, span: .minutes(10))
    #expect(limit.take("192.0.2.1", at: start) == nil)
    #expect(limit.take("192.0.2.1", at: start - .days(1)) == nil)
  }

  @Test(arguments: [
    ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"), ("2001:db8:1:2::9", "2001:db8:1:2::/64"),
    ("2001:db8::1", "2001:db8::/64"),
    ("::ffff:192.0.2.1", "::ffff:192.0.2.1"), ("192.0.2.1", "192.0.2.1"),
  ])
  func anIPv6ClientIsItsNetwork(_ address: String, _ network: String) {
    #expect(RateLimit.network(of: address) == network)
  }
}

@Suite struct FormAgeTests {
  private let age = FormAge(secret: Array(repeating: 7, count: 32))
  private let start = Instant(seconds: 1_795_684_320)

  @Test func aFormIsFineBetweenThreeSecondsAndADay() {
    let stamp = age.stamp(at: start)
    #expect(age.read(stamp, at: start + .seconds(2)) == .tooFast)
    #expect(age.read(stamp, at: start + .seconds(3)) == .fine)
    #expect(age.read(stamp, at: start + .hours(24)) == .fine)
    #expect(age.read(stamp, at: start + .hours(25)) == .stale)
  }

  @Test func nobodyElseCanSayWhenItWasHandedOut() {
    let stamp = age.stamp(at: start)
    let other = FormAge(secret: Array(repeating: 8, count: 32)).stamp(at: start)
    let moved = "\(start.seconds - 60)." + stamp.split(separator: ".", maxSplits: 1)[1]
    for forged in [
      other, moved, "", ".", "1795684320", "1795684320.", "x." + stamp, String(repeating: "9", count: 300),
    ] {
      #expect(age.read(forged, at: start + .minutes(1)) == .stale, "\(forged)")
    }
  }
}

@Suite struct HeldFilesTests {
  private let start = Instant(seconds: 1_795_684_320)

  private func file(_ name: String, _ size: Int) -> Form.File {
    Form.File(name: name, contentType: "text/plain", bytes: [UInt8](repeating: 1, count: size))
  }

  @Test func filesAreFoundByWhoeverSentThemAlone() {
    let held = HeldFiles(mostBytes: 100)
    let tokens = held.hold([file("a", 10), file("b", 20)], for: "alice", at: start).map(\.token)
    #expect(held.find(tokens, of: "alice").map(\.ticket.name) == ["a", "b"])
    #expect(held.find(tokens, of: "bob").isEmpty)
    #expect(held.find(["", "x"], of: "alice").isEmpty)
    held.drop(tokens)
    #expect(held.find(tokens, of: "alice").isEmpty)
  }

  @Test func theOldestGoWhereThereIsNoRoom() {
    let held = HeldFiles(mostBytes: 100)
    let first = held.hold([file("a", 60)], for: "alice", at: start).map(\.token)
    let second = held.hold([file("b", 60)], for: "alice", at: start).map(\.token)
    #expect(held.find(first, of: "alice").isEmpty)
    #expect(held.find(second, of: "alice").count == 1)
    #expect(held.hold([file("c", 101)], for: "alice", at: start).isEmpty)
    #expect(held.find(second, of: "alice").count == 1)
  }

  @Test func nothingIsHeldForEver() {
    let held = HeldFiles(mostBytes: 100)
    let old = held.hold([file("a", 10)], for: "alice", at: start).map(\.token)
    _ = held.hold([file("b", 10)], for: "alice", at: start + .hours(2))
    #expect(held.find(old, of: "alice").isEmpty)
  }
}
