import Hummingbird
import Work

/// The cookie that holds a session's token.
enum SessionCookie {
  /// The longest token that is looked at.
  private static let mostBytes = 128
  /// No session lasts longer, whatever its cookie says.
  private static let seconds = 14 * 86_400

  /// With `__Host-` a browser takes it from this very host and through TLS alone.
  static func name(isSecure: Bool) -> String { isSecure ? "__Host-servicedesk" : "servicedesk" }

  static func token(in request: Request, isSecure: Bool) -> String? {
    guard let value = request.cookies[name(isSecure: isSecure)]?.value, value.utf8.count <= mostBytes else {
      return nil
    }
    return value
  }

  /// For whoever has just signed in.
  static func holding(_ session: NewSession, isSecure: Bool) -> Cookie {
    cookie(session.token, seconds: seconds, isSecure: isSecure)
  }

  /// Makes the browser forget it.
  static func forgotten(isSecure: Bool) -> Cookie { cookie("", seconds: 0, isSecure: isSecure) }

  private static func cookie(_ value: String, seconds: Int, isSecure: Bool) -> Cookie {
    Cookie(
      name: name(isSecure: isSecure), value: value, maxAge: seconds, path: "/", secure: isSecure, httpOnly: true,
      sameSite: .lax)
  }
}
