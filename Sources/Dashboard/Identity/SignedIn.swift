import HTTPTypes
import Hummingbird
import Work

extension HTTPField.Name {
  /// The form token of requests that scripts make.
  static var formToken: HTTPField.Name { HTTPField.Name("X-CSRF-Token") ?? .authorization }
}

/// Finds out who is signed in, by the session's cookie; pages behind `SignedIn` are for them alone.
struct Identify: RouterMiddleware {
  typealias Context = DeskContext

  let site: Site

  func handle(
    _ request: Request, context: DeskContext, next: (Request, DeskContext) async throws -> Response
  ) async throws -> Response {
    var context = context
    if let token = SessionCookie.token(in: request, isSecure: site.settings.isSecure) {
      let desk = site.desk
      context.visitor = try await site.threads.read { try desk.session(token: token) }.map(Visitor.session)
    }
    return try await next(request, context)
  }
}

/// Lets nobody pass who is not signed in.
struct SignedIn: RouterMiddleware {
  typealias Context = DeskContext

  func handle(
    _ request: Request, context: DeskContext, next: (Request, DeskContext) async throws -> Response
  ) async throws -> Response {
    guard context.visitor != nil else { throw PageError(.signInNeeded) }
    return try await next(request, context)
  }
}
