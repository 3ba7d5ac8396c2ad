import Desk
import HTTPTypes
import Hummingbird
import Store
import Work

/// `/sign-in` and `/sign-out`.
struct SignInPage: RouteGroup {
  let site: Site

  func add(to router: RouterGroup<DeskContext>) {
    router.get("/sign-in") { request, context in
      let next = Self.destination(Query(request)["next"])
      guard context.visitor == nil else { return Response.seeOther(next) }
      return try await page(context, next: next)
    }
    // Not a `form`: whoever signed in meanwhile in another tab has a session, and this page no token of it. That it comes
    // from a page of ours is known without one.
    router.post("/sign-in") { request, context in
      try await signIn(try await Form(request, limit: FormLimit.plain), context)
    }
    router.form("/sign-out") { _, _, context in try await signOut(context) }
  }

  /// Where somebody goes once they are signed in: a page of ours, and not this one again.
  static func destination(_ wish: String?) -> String {
    guard let path = wish.flatMap({ LocalPath($0)?.text }), !path.hasPrefix("/sign-in"), !path.hasPrefix("/static/")
    else { return "/" }
    return path
  }

  private func signIn(_ form: Form, _ context: DeskContext) async throws -> Response {
    let next = Self.destination(form["next"])
    let words = site.words[context.language]
    guard let name = form.filled("name"), !form["password"].isEmpty else {
      return try await page(
        context, next: next, name: form["name"], status: .unprocessableContent,
        trouble: (words("signin.empty"), words("signin.empty.then")))
    }
    let password = form["password"]
    let client = context.client
    switch try await site.prove({ try $0.signIn(name: name, password: password, client: client) }) {
    case .signedIn(let new): return try await site.welcome(new, context, to: next)
    case .refused(let triesLeft):
      return try await page(
        context, next: next, name: name, status: .unprocessableContent,
        trouble: (words("signin.wrong"), words("signin.triesLeft", count: triesLeft)))
    case .locked(let until):
      let shown = site.shown(context)
      var response = try await page(
        context, next: next, name: name, status: .tooManyRequests,
        trouble: (words("signin.locked"), words("signin.locked.then", ["time": shown.clock(until)])))
      response.headers[.retryAfter] = String(max(1, until.since(site.now).seconds))
      return response
    }
  }

  private func signOut(_ context: DeskContext) async throws -> Response {
    if case .session(let session) = context.visitor { try await site.work { try $0.signOut(session) } }
    var response = Response.seeOther("/sign-in")
    response.setCookie(SessionCookie.forgotten(isSecure: site.settings.isSecure))
    return response
  }

  private func page(
    _ context: DeskContext, next: String, name: String = "", status: HTTPResponse.Status = .ok,
    trouble: (String, String)? = nil
  ) async throws -> Response {
    let words = site.words[context.language]
    var view: View = [
      "desk": site.desk.settings.name, "address": site.desk.settings.queues.first?.address.original ?? "",
      "name": name, "next": next, "command": "servicedesk operator password \(Self.plain(name) ?? "NAME")",
      "isFresh": trouble == nil,
    ]
    if let trouble { view["trouble"] = ["first": trouble.0, "then": trouble.1] }
    view["nobodyYet"] = try await site.read { try !$0.hasPasswords() }
    return try await site.page("signin", context.stranger, title: words("signin.title"), status: status, view)
  }

  /// A name that can be copied into a shell as it stands.
  private static func plain(_ name: String) -> String? {
    let isPlain = name.utf8.allSatisfy { byte in
      (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
        || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
        || byte == UInt8(ascii: ".") || byte == UInt8(ascii: "_")
    }
    return isPlain && (1...64).contains(name.utf8.count) ? name : nil
  }
}

extension Site {
  /// Sends whoever has just signed in on, with the cookie of the new session; the one that they came with ends.
  func welcome(_ new: NewSession, _ context: DeskContext, to path: String) async throws -> Response {
    if case .session(let before) = context.visitor { try await work { try $0.signOut(before) } }
    var response = Response.seeOther(path)
    response.setCookie(SessionCookie.holding(new, isSecure: settings.isSecure))
    return response
  }
}

extension DeskContext {
  /// The same request as if nobody were signed in: pages without a rail.
  var stranger: DeskContext {
    var context = self
    context.visitor = nil
    return context
  }
}
