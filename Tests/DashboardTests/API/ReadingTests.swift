import Desk
import HTTPTypes
import Testing

@testable import Dashboard

@Suite struct MediaRangesTests {
  @Test(arguments: [
    (nil, "application/json", 1.0), ("*/*", "application/json", 1), ("application/*;q=0.5", "application/json", 0.5),
    ("text/html, */*;q=0.1", "application/json", 0.1), ("application/json;q=0, */*", "application/json", 0),
    ("text/html", "application/json", 0), ("", "application/json", 0), ("APPLICATION/JSON", "application/json", 1),
    ("application/json; charset=utf-8", "application/json", 1), ("application/json;version=2", "application/json", 0),
    ("text/event-stream, application/json;q=0.9", "text/event-stream", 1),
    ("application/json;q=x", "application/json", 0),
    ("*/*;q=0.2, application/json ; q=0.7", "application/json", 0.7),
  ])
  func theMostSpecificRangeDecides(_ header: String?, _ type: String, _ quality: Double) {
    #expect(MediaRanges(header).quality(of: type) == quality)
  }
}

@Suite struct QueryReaderTests {
  private func reader(_ query: String, _ names: [String] = ["status", "limit", "mine", "since"]) -> QueryReader {
    QueryReader(URLEncoded.fields(query), names: names)
  }

  @Test func valuesAreReadByTheirKind() throws {
    var query = reader("status=new,open&limit=200&mine=true&since=2026-11-24T09:12:00%2B01:00")
    let (status, limit) = (query.choices("status", among: ["new", "open"]), query.limit())
    let (mine, since) = (query.flag("mine"), query.instant("since"))
    #expect(status == ["new", "open"] && limit == 200 && mine && since?.description == "2026-11-24T08:12:00Z")
    try query.check()
  }

  @Test func whatIsMissingHasItsDefault() throws {
    var query = reader("")
    let (limit, mine, since) = (query.limit(), query.flag("mine"), query.instant("since"))
    #expect(limit == 50 && !mine && since == nil)
    try query.check()
  }

  @Test(arguments: [
    "limit=0", "limit=201", "limit=-1", "limit=+1", "limit=1e2", "limit=", "limit=%D9%A1", "limit=99999999999999999999",
    "mine=yes", "mine=", "mine=TRUE", "since=yesterday", "since=", "status=", "status=new,", "status=nwe", "status=NEW",
    "limit=1&limit=2", "limt=1", "=1", "x",
  ])
  func whatTheDocumentDoesNotAllowIsAFault(_ text: String) {
    var query = reader(text)
    _ = query.choices("status", among: ["new", "open"])
    _ = query.limit()
    _ = query.flag("mine")
    _ = query.instant("since")
    #expect(query.faults.count == 1, "\(query.faults)")
    #expect(throws: Problem.self) { try query.check() }
  }

  @Test func anUnknownNameIsAnsweredWithTheNearest() {
    let query = reader("limt=1")
    #expect(
      query.faults == [.init(place: .parameter("limt"), detail: "there is no parameter 'limt'. Did you mean 'limit'?")])
  }
}

@Suite struct BodyReaderTests {
  private func reader(_ text: String) throws -> BodyReader {
    try BodyReader(Array(text.utf8), members: ["subject", "tags", "people", "priority", "copy", "who"])
  }

  @Test func valuesAreReadByTheirKind() throws {
    var body = try reader(
      #"{"subject":"é","tags":["a","b"],"people":[{"address":"a@b.c"}],"priority":"high","copy":false,"who":null}"#)
    let (subject, tags) = (body.text("subject", 1...1), body.texts("tags", 1...1, most: 2))
    let people = body.people("people", most: 1).map(\.address?.original)
    let priority: Priority? = body.choice("priority")
    let (copy, who) = (body.flag("copy", default: true), body.person("who"))
    #expect(subject == "é" && tags == ["a", "b"] && people == ["a@b.c"])
    #expect(priority == .high && !copy && who == nil && body.has("who"))
    try body.check()
  }

  @Test func noBodyIsAnObjectWithoutMembers() throws {
    var body = try reader("")
    let (subject, tags) = (body.optionalText("subject", 1...5), body.texts("tags", 1...1, most: 1))
    let copy = body.flag("copy", default: true)
    #expect(subject == nil && tags.isEmpty && copy)
    try body.check()
  }

  @Test(arguments: [
    (#"{"subject":""}"#, "/subject"), (#"{"subject":7}"#, "/subject"), (#"{"subject":null}"#, "/subject"),
    (#"{}"#, "/subject"), (#"{"subject":"toolong"}"#, "/subject"), (#"{"subject":"a","tags":"a"}"#, "/tags"),
    (#"{"subject":"a","tags":[1]}"#, "/tags/0"), (#"{"subject":"a","tags":["a","b","c"]}"#, "/tags"),
    (#"{"subject":"a","people":[{}]}"#, "/people/0/address"), (#"{"subject":"a","people":["x"]}"#, "/people/0"),
    (#"{"subject":"a","people":[{"address":"a@b.c","nme":"x"}]}"#, "/people/0/nme"),
    (#"{"subject":"a","priority":"urgent"}"#, "/priority"), (#"{"subject":"a","copy":"true"}"#, "/copy"),
    (#"{"subject":"a","copy":null}"#, "/copy"), (#"{"subject":"a","a/b~c":1}"#, "/a~1b~0c"),
  ])
  func aFaultSaysWhereItIs(_ text: String, _ pointer: String) throws {
    var body = try reader(text)
    _ = body.text("subject", 1...5)
    _ = body.texts("tags", 1...1, most: 2)
    _ = body.people("people", most: 1)
    _ = body.choice("priority", Priority.self)
    _ = body.flag("copy", default: true)
    #expect(body.faults.map(\.place) == [.pointer(pointer)], "\(body.faults)")
    #expect(throws: Problem.self) { try body.check() }
  }

  @Test(arguments: ["[]", "1", "null", "{", "\"a\"", "{}x"])
  func whatIsNoObjectIsRefused(_ text: String) {
    let problem = #expect(throws: Problem.self) { try reader(text) }
    #expect(problem?.status == .badRequest)
  }

  @Test func anUnknownMemberIsAnsweredWithTheNearest() throws {
    let body = try reader(#"{"subjct":"x"}"#)
    #expect(body.faults.first?.detail == "there is no member 'subjct'. Did you mean 'subject'?")
  }
}

@Suite struct RequestPaceTests {
  @Test func aWildLoopIsHeldBackAndOthersAreNot() {
    let pace = RequestPace()
    let start = Instant(seconds: 1_795_684_320)
    for _ in 0..<1000 { #expect(pace.take("token:1", at: start) == nil) }
    #expect(pace.take("token:1", at: start) == 1)
    #expect(pace.take("token:2", at: start) == nil)
    for _ in 0..<50 { #expect(pace.take("token:1", at: start + .seconds(1)) == nil) }
    #expect(pace.take("token:1", at: start + .seconds(1)) == 1)
  }

  @Test func aClockThatIsSetBackGivesNothingAway() {
    let pace = RequestPace()
    let start = Instant(seconds: 1_795_684_320)
    for _ in 0..<1000 { _ = pace.take("a", at: start) }
    #expect(pace.take("a", at: start - .days(1)) == 1)
  }
}

@Suite struct IdempotencyKeyTests {
  private func key(_ value: String) throws -> String? {
    var headers: HTTPFields = [:]
    if let name = HTTPField.Name("Idempotency-Key") { headers[name] = value }
    return try IdempotencyKey(headers)?.text
  }

  @Test func aKeyIsReadWithAndWithoutQuotes() throws {
    #expect(try key("abc") == "abc")
    #expect(try key("\"abc\"") == "abc")
    #expect(try IdempotencyKey([:]) == nil)
  }

  @Test(arguments: ["", "a b", "é", String(repeating: "x", count: 256)])
  func whatIsNoKeyIsRefused(_ value: String) {
    #expect(throws: Problem.self) { try key(value) }
  }

  @Test func theSameKeyIsWorkedOnOnce() async throws {
    let keys = KeysInFlight()
    await #expect(throws: Problem.self) {
      try await keys.alone("a") { try await keys.alone("a") {} }
    }
    try await keys.alone("a") { try await keys.alone("b") {} }
    try await keys.alone(nil) { try await keys.alone(nil) {} }
  }
}
