import Crypto
import Desk
import HTTPTypes
import Hummingbird
import NIOCore
import Store
import Work

/// The answer to a change: what is sent, and kept where the request has a key.
struct KeptAnswer: Sendable {
  var status: HTTPResponse.Status = .ok
  var tag: String?
  var location: String?
  var body: [UInt8]
  /// Whether it is the answer of an earlier request with the same key.
  var isReplay = false

  init(status: HTTPResponse.Status = .ok, tag: String? = nil, location: String? = nil, _ value: JSONValue) {
    self.status = status
    self.tag = tag
    self.location = location
    body = []
    value.write(to: &body)
  }

  /// What verbs answer: the ticket as it is afterwards, and how many mails wait.
  init(_ results: [VerbResult], status: HTTPResponse.Status = .ok, location: String? = nil, now: Instant) {
    guard let ticket = results.last?.ticket else {
      self.init(status: .noContent, .null)
      return
    }
    let notices = results.reduce(0) { $0 + $1.notices }
    let members = JSONForm.ticket(ticket, now: now) + [.init("notices", .integer(Int64(notices)))]
    self.init(status: status, tag: EntityTags.of(ticket), location: location, .object(members))
  }

  /// The headers that a replay needs stand in two lines before the body.
  init(_ stored: StoredAnswer) {
    let lines = stored.body.split(separator: 0x0A, maxSplits: 2, omittingEmptySubsequences: false)
    let texts = lines.prefix(2).map { String(decoding: $0, as: UTF8.self) }
    status = HTTPResponse.Status(code: stored.status)
    tag = texts.first.flatMap { $0.isEmpty ? nil : $0 }
    location = texts.last.flatMap { $0.isEmpty ? nil : $0 }
    body = lines.count == 3 ? Array(lines[2]) : []
    isReplay = true
  }

  func stored(_ requestDigest: [UInt8]) -> StoredAnswer {
    let head = Array("\(tag ?? "")\n\(location ?? "")\n".utf8)
    return StoredAnswer(requestDigest: requestDigest, status: Int(status.code), body: head + body)
  }

  func response() -> Response {
    var headers: HTTPFields = [.contentType: Operation.json]
    if let tag { headers[.eTag] = tag }
    if let location { headers[.location] = location }
    if isReplay, let name = HTTPField.Name("Idempotent-Replayed") { headers[name] = "true" }
    return Response(status: status, headers: headers, body: ResponseBody(byteBuffer: ByteBuffer(bytes: body)))
  }
}

extension Call {
  /// Changes a ticket in one transaction, once for each key, and answers with the ticket as it is afterwards.
  func change(
    _ id: TicketID, _ body: BodyReader,
    _ verb: @escaping @Sendable (DeskWork, Actor, Transaction) throws -> [VerbResult]
  ) async throws -> Response {
    let condition = IfMatch(request.headers)
    return try await once(body) { desk, actor, transaction in
      try condition?.check(id, desk, in: transaction)
      return KeptAnswer(try verb(desk, actor, transaction), now: transaction.now)
    }
  }

  /// Does something in one transaction, once for each key: the answer is kept in the same transaction.
  func once(
    _ body: BodyReader, _ act: @escaping @Sendable (DeskWork, Actor, Transaction) throws -> KeptAnswer
  ) async throws -> Response {
    let actor = try actor()
    let key = try key(of: body)
    return try await site.programs.keys.alone(key?.inFlight) {
      try await site.work { desk in
        try desk.perform { transaction in
          if let known = try key?.answer(in: transaction) { return known }
          let answer = try act(desk, actor, transaction)
          try key?.keep(answer, in: transaction)
          return answer
        }
      }
    }.response()
  }

  /// Does something that opens transactions of its own, once for each key.
  ///
  /// A program that ends between the two does not remember the answer: what was done says so when it is asked for again.
  func onceApart(
    _ body: BodyReader, _ act: @escaping @Sendable (DeskWork, Actor) throws -> KeptAnswer
  ) async throws -> Response {
    let actor = try actor()
    let key = try key(of: body)
    return try await site.programs.keys.alone(key?.inFlight) {
      try await site.work { desk in
        if let key, let known = try desk.perform({ try key.answer(in: $0) }) { return known }
        let answer = try act(desk, actor)
        if let key { try desk.perform { try key.keep(answer, in: $0) } }
        return answer
      }
    }.response()
  }

  private func key(of body: BodyReader) throws -> RequestKey? {
    guard request.method == .post, let key = try IdempotencyKey(request.headers) else { return nil }
    var digest = SHA256()
    digest.update(data: Array("\(request.method.rawValue) \(request.uri.path)\n".utf8))
    digest.update(data: body.digest)
    return RequestKey(text: key.text, principal: principal, digest: Array(digest.finalize()))
  }
}

/// A request with a key: whose it is, and what it asks for.
private struct RequestKey: Sendable {
  var text: String
  var principal: String
  var digest: [UInt8]

  /// No principal has a line break.
  var inFlight: String { principal + "\n" + text }

  /// - Throws: `Problem` when the key came with another request before.
  func answer(in transaction: Transaction) throws -> KeptAnswer? {
    guard let stored = try transaction.idempotentAnswer(key: text, principal: principal) else { return nil }
    guard stored.requestDigest == digest else { throw Problem.keyReused }
    return KeptAnswer(stored)
  }

  func keep(_ answer: KeptAnswer, in transaction: Transaction) throws {
    try transaction.keepAnswer(answer.stored(digest), key: text, principal: principal)
  }
}
