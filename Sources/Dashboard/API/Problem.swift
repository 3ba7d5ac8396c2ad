import Desk
import HTTPTypes

/// What keeps a request of a program from being answered, in the terms of its problem document.
struct Problem: Error {
  /// One value that was wrong, and what it should be.
  struct Fault: Equatable {
    /// Where the value stands.
    enum Place: Equatable {
      /// In the body, as a JSON pointer (RFC 6901).
      case pointer(String)
      case parameter(String)
      case header(String)
    }

    var place: Place
    var detail: String
  }

  /// The last part of the type's URN, such as `unknown-ticket`.
  let type: String
  let status: HTTPResponse.Status
  /// What went wrong, in a few words that are the same for all problems of the type.
  let title: String
  /// What happened to what, and what to do.
  let detail: String
  var faults: [Fault] = []
  /// Headers that the status calls for, such as `Allow`.
  var headers: HTTPFields = [:]

  private init(
    _ type: String, _ status: HTTPResponse.Status, _ title: String, _ detail: String, faults: [Fault] = [],
    headers: HTTPFields = [:]
  ) {
    self.type = type
    self.status = status
    self.title = title
    self.detail = detail
    self.faults = faults
    self.headers = headers
  }
}

extension Problem {
  // MARK: The request itself

  static func notJSON(_ fault: JSONFault) -> Problem {
    Problem("not-json", .badRequest, "The body is not JSON", "\(fault)")
  }

  static func invalid(_ faults: [Fault]) -> Problem {
    let count = faults.count == 1 ? "one value is" : "\(faults.count) values are"
    return Problem(
      "invalid", .badRequest, "The request does not fit the document",
      "\(count) not as the document says: \(faults.first?.detail ?? "")", faults: faults)
  }

  static func methodNotAllowed(_ method: HTTPRequest.Method, _ allowed: [HTTPRequest.Method]) -> Problem {
    let names = allowed.map(\.rawValue).joined(separator: ", ")
    return Problem(
      "method-not-allowed", .methodNotAllowed, "The method does not apply here",
      "\(method.rawValue) does not apply here; use \(names)", headers: [.allow: names])
  }

  static func notAcceptable(_ types: [String]) -> Problem {
    Problem(
      "not-acceptable", .notAcceptable, "No form of the answer is acceptable",
      "the answer is \(types.joined(separator: " or ")), which the Accept header leaves out")
  }

  static func unsupportedMedia(_ type: String?) -> Problem {
    Problem(
      "unsupported-media-type", .unsupportedMediaType, "The body must be JSON",
      (type.map { "the body is called '\($0.prefix(100))'" } ?? "the body has no Content-Type")
        + "; send application/json")
  }

  static func tooLarge(_ limit: Int) -> Problem {
    Problem(
      "too-large", .contentTooLarge, "The body is too large",
      "a body of this request may have at most \(limit / 1_000_000) MB")
  }

  static func tooMany(retryAfter seconds: Int) -> Problem {
    Problem(
      "too-many-requests", .tooManyRequests, "Too many changes at once",
      "wait \(seconds) s and go on more slowly; nothing was changed", headers: [.retryAfter: String(seconds)])
  }

  static let tooManyStreams = Problem(
    "too-many-requests", .tooManyRequests, "Too many streams at once",
    "this program listens often enough already; end a stream before the next begins", headers: [.retryAfter: "30"])

  // MARK: Who asks

  static func unauthorized(_ detail: String) -> Problem {
    Problem(
      "unauthorized", .unauthorized, "A token is needed", detail,
      headers: [.wwwAuthenticate: "Bearer realm=\"servicedesk\""])
  }

  static func insufficientScope(_ scope: String, _ detail: String) -> Problem {
    Problem(
      "insufficient-scope", .forbidden, "The token does not reach this far", detail,
      headers: [.wwwAuthenticate: "Bearer realm=\"servicedesk\", error=\"insufficient_scope\", scope=\"\(scope)\""])
  }

  static let foreignForm = Problem(
    "foreign-form", .forbidden, "The form token is missing",
    "a request that changes something and is signed in by a cookie carries the page's form token in X-CSRF-Token; "
      + "programs use a bearer token instead")

  // MARK: What is asked for

  static func notFound(_ detail: String) -> Problem {
    Problem("not-found", .notFound, "There is no such thing", detail)
  }

  static let badCursor = Problem(
    "bad-cursor", .unprocessableContent, "The cursor belongs to another list",
    "this is no cursor of this list; take it from 'next', with the other parameters unchanged",
    faults: [Fault(place: .parameter("cursor"), detail: "it is not the 'next' of a page of this list")])

  static func stale(_ detail: String) -> Problem {
    Problem("stale", .preconditionFailed, "It has changed meanwhile", detail)
  }

  static let keyInFlight = Problem(
    "key-in-flight", .conflict, "The same request is being worked on",
    "a request with this Idempotency-Key has not been answered yet; wait for its answer or try again",
    headers: [.retryAfter: "1"])

  static let keyReused = Problem(
    "key-reused", .unprocessableContent, "The Idempotency-Key belongs to another request",
    "this Idempotency-Key came with another request in the last 24 hours; use a new key for a new request")

  /// What the desk's rules do not allow.
  init(_ refusal: Refusal) {
    let (type, title) =
      switch refusal.code {
      case .unknownTicket: ("unknown-ticket", "There is no such ticket")
      case .unknownRow: ("not-found", "There is no such thing")
      case .unknownOperator: ("unknown-operator", "There is no such operator")
      case .unknownQueue: ("unknown-queue", "There is no such queue")
      case .illegalMove: ("illegal-move", "The ticket cannot go there from where it is")
      case .alreadyThere: ("already-there", "It is so already")
      case .notPermitted: ("not-permitted", "The operator may not do this")
      case .emptyText: ("empty-text", "A text has no words")
      case .badValue: ("bad-value", "A value cannot be used")
      case .conflict: ("conflict", "It is not as expected")
      case .noRecipient: ("no-recipient", "There is nobody to write to")
      }
    self.init(type, refusal.code.status, title, refusal.description)
  }
}
