import Desk
import Hummingbird
import Work

/// What is known of a request while it is answered.
struct DeskContext: RequestContext {
  var coreContext: CoreRequestContextStorage
  /// The address at the other end of the connection.
  let peer: String
  /// Who asks, as far as that is to be believed: the peer, or whom a trusted proxy names.
  var client: String
  var visitor: Visitor?
  var language = Language.english

  init(source: ApplicationRequestContextSource) {
    coreContext = CoreRequestContextStorage(source: source)
    peer = source.channel.remoteAddress?.ipAddress ?? ""
    client = peer
  }

  /// Whoever is signed in.
  ///
  /// - Throws: `PageError` with `signInNeeded`.
  func `operator`() throws -> Operator {
    guard let visitor else { throw PageError(.signInNeeded) }
    return visitor.operator
  }

  /// Whoever is signed in, as events name them.
  func actor() throws -> Actor { .operator(try `operator`().name) }

  /// Checks the role, and for a program the scope of its token.
  ///
  /// - Throws: `PageError` with `signInNeeded` or `forbidden`.
  func require(_ scope: Scope) throws {
    guard let visitor else { throw PageError(.signInNeeded) }
    guard visitor.may(scope) else { throw PageError(.forbidden, scope.rawValue) }
  }
}

/// Who is signed in, and how.
enum Visitor: Sendable {
  case session(Session)
  case bearer(Bearer)

  var `operator`: Operator {
    switch self {
    case .session(let session): session.operator
    case .bearer(let bearer): bearer.operator
    }
  }

  /// The number of the token that a program shows; nil for a person who is signed in.
  var token: Int64? {
    switch self {
    case .session: nil
    case .bearer(let bearer): bearer.token
    }
  }

  func may(_ scope: Scope) -> Bool {
    let role = self.operator.role
    let isWithinRole =
      switch scope {
      case .read: true
      case .write: role != .readOnly
      case .admin: role == .admin
      }
    guard case .bearer(let bearer) = self else { return isWithinRole }
    return isWithinRole && bearer.scopes.contains(scope)
  }
}
