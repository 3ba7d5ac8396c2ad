import Desk
import HTTPTypes
import Hummingbird
import Logging
import Store
import Work

/// Turns whatever went wrong into an answer: a page for people, a problem document for programs.
struct ErrorAnswers: RouterMiddleware {
  typealias Context = DeskContext

  let site: Site

  func handle(
    _ request: Request, context: DeskContext, next: (Request, DeskContext) async throws -> Response
  ) async throws -> Response {
    do {
      return try await next(request, context)
    } catch is CancellationError {
      throw CancellationError()
    } catch {
      let trouble = Trouble(error)
      var number: String?
      if trouble.isOurs {
        let mark = Trouble.number()
        number = mark
        site.logger.error(
          "request failed",
          metadata: [
            "number": "\(mark)", "method": "\(request.method)", "path": "\(request.uri.path)", "error": "\(error)",
          ])
      }
      return try await answer(trouble, number: number, request, context)
    }
  }

  private func answer(
    _ trouble: Trouble, number: String?, _ request: Request, _ context: DeskContext
  ) async throws -> Response {
    if request.uri.path.hasPrefix("/api/") {
      return ProblemDocument(trouble, number: number, instance: request.uri.path).response()
    }
    if trouble.needsSignIn, request.method == .get {
      let next = request.uri.description
      return .seeOther("/sign-in" + (next == "/" ? "" : "?next=" + URLEncoded.encoded(next)))
    }
    let words = site.words[context.language]
    let key = "error." + trouble.code
    var view: View = ["heading": words(key), "detail": trouble.detail(words)]
    view["number"] = number.map { words("error.number", ["number": $0]) }
    var response = try await site.page("error", context, title: words(key), status: trouble.status, view)
    if let seconds = trouble.retryAfter { response.headers[.retryAfter] = String(seconds) }
    return response
  }
}

/// An error in the terms of an answer.
struct Trouble {
  /// The last part of the catalogue's key, such as `notFound`.
  let code: String
  let status: HTTPResponse.Status
  /// What happened and what to do, in the desk's own words; nil where the catalogue says it.
  let sentence: String?
  var retryAfter: Int?

  /// Whether the fault is the program's or the machine's: it is logged under a number.
  var isOurs: Bool { status.code >= 500 }
  var needsSignIn: Bool { status == .unauthorized }

  init(_ error: any Error) {
    switch error {
    case let error as PageError:
      self.init(error.code.rawValue, error.status, error.detail, error.retryAfter)
    case let error as Refusal:
      self.init("refused", error.code.status, "\(error)")
    case let error as StoreError:
      self.init(
        error.isWeather ? "busy" : "broken", error.isWeather ? .serviceUnavailable : .internalServerError, nil, 5)
    case let error as HTTPError:
      self.init(error.status == .notFound ? "notFound" : "badRequest", error.status)
    default:
      self.init("broken", .internalServerError)
    }
  }

  private init(_ code: String, _ status: HTTPResponse.Status, _ sentence: String? = nil, _ retryAfter: Int? = nil) {
    self.code = code
    self.status = status
    self.sentence = sentence
    self.retryAfter = retryAfter
  }

  /// What happened and what to do, in the reader's language where the catalogue has it.
  func detail(_ words: Catalogue) -> String {
    // What is forbidden is named by what it would take.
    if code == PageError.Code.forbidden.rawValue, let sentence {
      let key = "error.forbidden." + sentence
      let known = words(key)
      return known == key ? words("error.forbidden.detail") : known
    }
    return sentence ?? words("error." + code + ".detail")
  }

  /// What a person can read out and a log line has too.
  static func number() -> String {
    String(UInt32.random(in: 0x1000_0000 ... .max), radix: 16, uppercase: true)
  }
}
