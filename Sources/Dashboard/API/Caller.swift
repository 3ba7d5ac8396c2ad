import Desk
import HTTPTypes
import Hummingbird
import Work

/// Finds out for whom a program asks: by a bearer token, or by the session of a browser.
struct Caller {
  let site: Site

  /// Longer than any token.
  private static let mostBytes = 256

  /// - Throws: `Problem` for nobody, or for one whose role or token does not reach this far.
  func visitor(of request: Request, for operation: Operation, _ scope: Scope) async throws -> Visitor {
    let visitor = try await visitor(of: request)
    guard visitor.may(scope) else { throw Self.refusal(visitor, scope) }
    if case .session(let session) = visitor, !operation.isSafe {
      guard let token = request.headers[.formToken], FormToken.isValid(token, for: session) else {
        throw Problem.foreignForm
      }
    }
    return visitor
  }

  private func visitor(of request: Request) async throws -> Visitor {
    let desk = site.desk
    if let header = request.headers[.authorization] {
      guard let secret = Self.bearer(header) else {
        throw Problem.unauthorized("the Authorization header is not written as: Bearer sd_…")
      }
      guard let bearer = try await site.threads.read({ try desk.bearer(secret: secret) }) else {
        throw Problem.unauthorized(
          "the token is unknown, revoked or expired; make one with: servicedesk operator token")
      }
      return .bearer(bearer)
    }
    if let session = try await site.session(of: request) { return .session(session) }
    throw Problem.unauthorized("send a token as: Authorization: Bearer sd_…; servicedesk operator token makes one")
  }

  /// The secret of `Bearer SECRET`; the scheme's name is compared without case.
  static func bearer(_ header: String) -> String? {
    let words = header.split(separator: " ", omittingEmptySubsequences: true)
    guard words.count == 2, words[0].lowercased() == "bearer", words[1].utf8.count <= mostBytes else { return nil }
    return String(words[1])
  }

  private static func refusal(_ visitor: Visitor, _ scope: Scope) -> Problem {
    let role = visitor.operator.role
    guard role.scopes.contains(scope) else {
      return .insufficientScope(
        scope.rawValue, "\(visitor.operator.name) is \(role.rawValue) and may not do this; ask an operator who may")
    }
    return .insufficientScope(
      scope.rawValue,
      "this asks for a token with the scope '\(scope.rawValue)'; make one with: servicedesk operator token")
  }
}
