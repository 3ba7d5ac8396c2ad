import HTTPTypes
import Hummingbird

/// Refuses to change anything for a page of another site, whoever is signed in.
///
/// Browsers say where a request comes from in `Sec-Fetch-Site` or `Origin`; programs say neither.
struct OriginCheck: RouterMiddleware {
  typealias Context = DeskContext

  /// Where people reach the desk: a proxy may ask for it by another name.
  let publicHost: String?

  private static let safe: Set<HTTPRequest.Method> = [.get, .head, .options]
  private static let secFetchSite = HTTPField.Name("Sec-Fetch-Site")

  func handle(
    _ request: Request, context: DeskContext, next: (Request, DeskContext) async throws -> Response
  ) async throws -> Response {
    guard Self.safe.contains(request.method) || isOwn(request) else { throw PageError(.foreignForm) }
    return try await next(request, context)
  }

  private func isOwn(_ request: Request) -> Bool {
    if let name = Self.secFetchSite, let site = request.headers[name] { return site == "same-origin" || site == "none" }
    guard let origin = request.headers[.origin] else { return true }
    let host = origin.split(separator: "/", maxSplits: 2, omittingEmptySubsequences: false).last.map(String.init)
    return host != nil && (host == request.head.authority || host == publicHost)
  }
}
