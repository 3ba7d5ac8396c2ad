import Desk
import HTTPTypes
import Hummingbird
import NIOCore
import Store
import Work

/// The desk's figures for Prometheus: for programs on this machine, and for whoever has a token that may read.
struct MetricsResource: RouteGroup {
  let site: Site

  /// What a proxy adds: a request that has one of them came from elsewhere, whatever its peer.
  private static let proxyFields = ["X-Forwarded-For", "Forwarded", "X-Real-IP", "Via"]

  func add(to router: RouterGroup<DeskContext>) {
    router.get("/metrics") { request, context in
      guard try await mayRead(request, context) else { return Self.refusal }
      let board = site.board
      let (reading, counts) = try await site.read { store in
        try (HealthReading(store, board: board), store.counts(for: nil))
      }
      return Response(
        status: .ok, headers: [.contentType: MetricsText.contentType],
        body: ResponseBody(byteBuffer: ByteBuffer(string: text(reading, counts))))
    }
  }

  private func mayRead(_ request: Request, _ context: DeskContext) async throws -> Bool {
    if let field = request.headers[.authorization] {
      guard let secret = Caller.bearer(field) else { return false }
      let bearer = try await site.work { try $0.bearer(secret: secret) }
      return bearer.map { Visitor.bearer($0).may(.read) } ?? false
    }
    return Self.isLoopback(context.peer)
      && Self.proxyFields.allSatisfy { name in HTTPField.Name(name).map { request.headers[$0] == nil } ?? true }
  }

  static func isLoopback(_ address: String) -> Bool {
    address == "::1" || address.hasPrefix("127.") || address.lowercased().hasPrefix("::ffff:127.")
  }

  private static var refusal: Response {
    Response(
      status: .unauthorized,
      headers: [.wwwAuthenticate: "Bearer", .contentType: "text/plain; charset=utf-8"],
      body: ResponseBody(
        byteBuffer: ByteBuffer(
          string: "metrics are for programs on this machine, and for bearer tokens with the scope read\n")))
  }
}
