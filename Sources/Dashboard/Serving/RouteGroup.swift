import Hummingbird

/// A page or a resource: the routes that belong together.
protocol RouteGroup {
  var site: Site { get }

  func add(to router: RouterGroup<DeskContext>)
}

extension RouterGroup where Context == DeskContext {
  /// Answers a submitted form, once it is known to come from a page of ours.
  ///
  /// The only way in which pages take what changes something.
  func form(
    _ path: RouterPath, limit: Int = FormLimit.plain,
    use answer: @escaping @Sendable (Form, Request, DeskContext) async throws -> Response
  ) {
    post(path) { request, context in
      let form = try await Form(request, limit: limit)
      if case .session(let session) = context.visitor {
        guard FormToken.isValid(request.headers[.formToken] ?? form[FormToken.field], for: session) else {
          throw PageError(.foreignForm)
        }
      }
      return try await answer(form, request, context)
    }
  }
}

/// How large a form may be.
enum FormLimit {
  static let plain = 1_000_000
  /// With attachments: more than any mail of ours may carry, and their share of the encoding.
  static let withFiles = 27_000_000
}
