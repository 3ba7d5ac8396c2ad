import Desk
import HTTPTypes
import Hummingbird
import NIOCore
import ServiceLifecycle
import Store
import Work

/// What happened on the desk, in its order: page by page, or as it happens.
struct EventResource: APIResource {
  static let stream = "text/event-stream"

  var operations: [Operation] {
    [.get("/events", query: ["after", "limit"], types: [Operation.json, Self.stream], answer: events)]
  }

  @Sendable private func events(_ call: Call) async throws -> Response {
    var query = call.query
    let after = query.number("after", 0...Int64.max)
    let limit = query.limit()
    try query.check()
    let last = try Self.lastSeen(call.request.headers)
    let accepted = MediaRanges(call.request.headers[.accept])
    if accepted.quality(of: Self.stream) > accepted.quality(of: Operation.json) {
      return try EventFeed(call, after: last ?? after).response()
    }
    return try await call.page { store in
      let events = try store.events(after: after ?? 0, limit: limit)
      let next = events.count == limit ? events.last.map { String($0.sequence) } : nil
      return (events.map(JSONForm.event), next)
    }
  }

  /// What a listener that comes back says it had seen last.
  private static func lastSeen(_ headers: HTTPFields) throws(Problem) -> Int64? {
    let name = "Last-Event-ID"
    guard let text = HTTPField.Name(name).flatMap({ headers[$0] }) else { return nil }
    guard text.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let number = Int64(text) else {
      throw .invalid([Problem.Fault(place: .header(name), detail: "\(name) is the number of an event")])
    }
    return number
  }
}

/// Events as they happen, as server-sent events (HTML Living Standard, 9.2), each whole.
private struct EventFeed {
  private let call: Call
  private let after: Int64?
  private let owner: [UInt8]

  private static let pageSize = 200

  /// - Throws: `Problem` for one stream too many.
  init(_ call: Call, after: Int64?) throws(Problem) {
    self.call = call
    self.after = after
    owner = Array(call.principal.utf8)
    guard !call.site.feed.isFull(for: owner) else { throw .tooManyStreams }
  }

  func response() -> Response {
    Response.eventStream(
      ResponseBody { writer in
        try await write(to: &writer)
        try await writer.finish(nil)
      })
  }

  /// What was missed first, then what comes: each piece of news only says that there is something to read.
  private func write(to writer: inout any ResponseBodyWriter) async throws {
    let feed = call.site.feed
    let subscription = feed.subscribe(owner: owner)
    defer { feed.unsubscribe(subscription) }
    var told = try await call.site.read { store in try after ?? store.lastEventSequence() }
    told = try await catchUp(from: told, &writer)
    try await writer.write(ByteBuffer(string: ": live\n\n"))
    for await piece in subscription.pieces.cancelOnGracefulShutdown() {
      if piece == .heartbeat {
        guard await isWelcome() else { return }
        try await writer.write(ByteBuffer(string: ": still here\n\n"))
      } else {
        told = try await catchUp(from: told, &writer)
      }
    }
  }

  private func catchUp(from sequence: Int64, _ writer: inout any ResponseBodyWriter) async throws -> Int64 {
    var told = sequence
    while true {
      let events = try await call.site.read { [told] in try $0.events(after: told, limit: Self.pageSize) }
      guard let last = events.last else { return told }
      try await writer.write(ByteBuffer(string: events.map(Self.text).joined()))
      told = last.sequence
      if events.count < Self.pageSize { return told }
    }
  }

  /// A token that is revoked meanwhile ends its streams.
  private func isWelcome() async -> Bool {
    guard let scope = call.operation.scope else { return true }
    return (try? await Caller(site: call.site).visitor(of: call.request, for: call.operation, scope)) != nil
  }

  private static func text(_ event: Event) -> String {
    "id: \(event.sequence)\nevent: \(event.kind.rawValue)\ndata: \(JSONForm.event(event).text)\n\n"
  }
}
