import HTTPTypes
import Hummingbird

/// Finds out who asks, and in which language: the address is the peer's, unless the peer is a proxy that is trusted.
struct ClientAddress: RouterMiddleware {
  typealias Context = DeskContext

  let trustedProxies: Set<String>

  private static let forwardedFor = HTTPField.Name("X-Forwarded-For")
  private static let mostHops = 16

  func handle(
    _ request: Request, context: DeskContext, next: (Request, DeskContext) async throws -> Response
  ) async throws -> Response {
    var context = context
    context.language = Language(accepting: request.headers[.acceptLanguage])
    context.client = client(request, peer: context.peer)
    return try await next(request, context)
  }

  /// The nearest address that is no trusted proxy: what stands further left anybody can write.
  private func client(_ request: Request, peer: String) -> String {
    guard trustedProxies.contains(peer), let name = Self.forwardedFor else { return peer }
    let hops = request.headers[values: name].flatMap { $0.split(separator: ",") }.suffix(Self.mostHops)
      .map { $0.filter { !$0.isWhitespace } }
    return hops.last { !trustedProxies.contains($0) && !$0.isEmpty && $0.utf8.count <= 45 } ?? peer
  }
}
