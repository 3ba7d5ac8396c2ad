import HTTPTypes

/// What keeps a request from being answered, in the terms of HTTP.
struct PageError: Error, Equatable {
  enum Code: String, Sendable {
    case notFound, signInNeeded, forbidden, badRequest, foreignForm, tooLarge, tooMany, unsupportedMedia,
      preconditionRequired, unprocessable
  }

  let code: Code
  /// What is said of it besides the code's own words; nil where they say all.
  let detail: String?
  /// After how many seconds another try makes sense.
  var retryAfter: Int?

  init(_ code: Code, _ detail: String? = nil, retryAfter: Int? = nil) {
    self.code = code
    self.detail = detail
    self.retryAfter = retryAfter
  }

  var status: HTTPResponse.Status {
    switch code {
    case .notFound: .notFound
    case .signInNeeded: .unauthorized
    case .forbidden, .foreignForm: .forbidden
    case .badRequest: .badRequest
    case .tooLarge: .contentTooLarge
    case .tooMany: .tooManyRequests
    case .unsupportedMedia: .unsupportedMediaType
    case .preconditionRequired: .preconditionRequired
    case .unprocessable: .unprocessableContent
    }
  }
}
