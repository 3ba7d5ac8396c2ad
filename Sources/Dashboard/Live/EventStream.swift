import Desk
import HTTPTypes
import Hummingbird
import NIOCore
import ServiceLifecycle
import Store
import Work

/// `GET /events`: changes as they happen, as server-sent events (HTML Living Standard, 9.2).
///
/// A browser that comes back says the last event it had seen, and is told what it missed first.
struct EventStream: RouteGroup {
  let site: Site

  func add(to router: RouterGroup<DeskContext>) {
    router.get("/events") { request, context in
      guard case .session(let session) = context.visitor else { throw PageError(.signInNeeded) }
      guard !site.feed.isFull else {
        throw PageError(.tooMany, site.words[context.language]("live.full"), retryAfter: 30)
      }
      let since = Self.lastSeen(request)
      return Response.eventStream(
        ResponseBody { writer in
          try await stream(to: &writer, since: since, owner: session.digest) {
            try await site.session(of: request) != nil
          }
          try await writer.finish(nil)
        })
    }
  }

  private static func lastSeen(_ request: Request) -> Int64? {
    (request.headers[.lastEventID] ?? Query(request)["since"]).flatMap { Int64($0) }.map { max(0, $0) }
  }

  /// Writes what was missed, says that the rest is live, and writes that until the listener or the desk goes away.
  func stream(
    to writer: inout any ResponseBodyWriter, since: Int64?, owner: [UInt8], isWelcome: () async throws -> Bool
  ) async throws {
    let subscription = site.feed.subscribe(owner: owner)
    defer { site.feed.unsubscribe(subscription) }
    var told = try await site.read { try $0.lastEventSequence() }
    var missed = 0
    if let since, since < told {
      if let changes = try await site.feed.changes(after: since) {
        try await writer.write(Self.buffer(changes.map(Self.text).joined()))
        told = changes.last?.sequence ?? told
        missed = changes.count
      } else {
        try await writer.write(Self.buffer("id: \(told)\nevent: reset\ndata: {}\n\n"))
      }
    }
    try await writer.write(Self.buffer("id: \(told)\nevent: live\ndata: {\"missed\":\(missed)}\n\n"))
    for await piece in subscription.pieces.cancelOnGracefulShutdown() {
      switch piece {
      case .changes(let changes):
        let news = changes.filter { $0.sequence > told }
        told = news.last?.sequence ?? told
        if !news.isEmpty { try await writer.write(Self.buffer(news.map(Self.text).joined())) }
      case .reset:
        try await writer.write(Self.buffer("event: reset\ndata: {}\n\n"))
      case .heartbeat:
        guard try await isWelcome() else { return }
        try await writer.write(Self.buffer(": still here\n\n"))
      }
    }
  }

  /// One event of the stream; its id is the sequence that a browser comes back with.
  static func text(_ change: LiveFeed.Change) -> String {
    let object = JSONValue.object([
      .init("ticket", change.ticket.map { .integer($0.number) } ?? .null),
      .init("kind", .string(change.kind.rawValue)),
      .init("by", .string(change.actor)),
    ])
    return "id: \(change.sequence)\nevent: change\ndata: \(object.text)\n\n"
  }

  private static func buffer(_ text: String) -> ByteBuffer { ByteBuffer(string: text) }
}

extension Response {
  /// Server-sent events, written as they happen.
  static func eventStream(_ body: ResponseBody) -> Response {
    Response(
      status: .ok,
      // Proxies that gather answers before they pass them on are asked not to.
      headers: [.contentType: EventResource.stream, .cacheControl: "no-store", .proxyBuffering: "no"], body: body)
  }
}

extension HTTPField.Name {
  fileprivate static var lastEventID: HTTPField.Name { HTTPField.Name("Last-Event-ID") ?? .range }
  fileprivate static var proxyBuffering: HTTPField.Name { HTTPField.Name("X-Accel-Buffering") ?? .server }
}
