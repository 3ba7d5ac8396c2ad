import HTTPTypes
import Hummingbird

/// What every answer tells the browser to forbid; a page that needs another policy sets its own before.
struct SecurityHeaders: RouterMiddleware {
  typealias Context = DeskContext

  static let policy =
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    + "frame-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"

  let isSecure: Bool

  func handle(
    _ request: Request, context: DeskContext, next: (Request, DeskContext) async throws -> Response
  ) async throws -> Response {
    var response = try await next(request, context)
    set(.contentSecurityPolicy, Self.policy, in: &response)
    set(.xContentTypeOptions, "nosniff", in: &response)
    set(.cacheControl, "no-store", in: &response)
    // Not no-referrer: browsers would then send `Origin: null` with our own forms.
    set(HTTPField.Name("Referrer-Policy"), "same-origin", in: &response)
    set(HTTPField.Name("Cross-Origin-Opener-Policy"), "same-origin", in: &response)
    set(HTTPField.Name("Cross-Origin-Resource-Policy"), "same-origin", in: &response)
    set(HTTPField.Name("Permissions-Policy"), "camera=(), geolocation=(), microphone=()", in: &response)
    if isSecure { set(.strictTransportSecurity, "max-age=31536000", in: &response) }
    return response
  }

  private func set(_ name: HTTPField.Name?, _ value: String, in response: inout Response) {
    guard let name, response.headers[name] == nil else { return }
    response.headers[name] = value
  }
}
