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
    context.visitor = try await site.session(of: request).map(Visitor.session)
    return try await next(request, context)
  }
}

extension Site {
  /// The session that a request's cookie names; nil for none, or one that has ended.
  func session(of request: Request) async throws -> Session? {
    guard let token = SessionCookie.token(in: request, isSecure: settings.isSecure) else { return nil }
    let desk = desk
    return try await threads.read { try desk.session(token: token) }
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
