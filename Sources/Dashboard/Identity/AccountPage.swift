import Desk
import HTTPTypes
import Hummingbird
import Store
import Work

/// `/account`: one's own password, where one is signed in, and the tokens of one's own programs.
struct AccountPage: RouteGroup {
  let site: Site

  func add(to router: RouterGroup<DeskContext>) {
    router.get("/account") { request, context in
      let done = Query(request)["done"].flatMap(Done.init(rawValue:))
      return try await page(context, Page(done: done))
    }
    router.form("/account/password") { form, _, context in try await changePassword(form, context) }
    router.form("/account/sessions") { _, _, context in
      let session = try session(context)
      try await site.work { _ = try $0.signOutEverywhere(session.operator.name, but: session) }
      return Self.done(.sessions)
    }
    router.form("/account/tokens") { form, _, context in try await issueToken(form, context) }
    router.form("/account/tokens/revoke") { form, _, context in
      let session = try session(context)
      guard let id = Int64(form["token"]) else { throw PageError(.badRequest) }
      let name = session.operator.name
      _ = try await site.work { try $0.revokeToken(id, of: name, by: .operator(name)) }
      return Self.done(.revoked)
    }
  }

  /// What was just done, as the URL says it.
  private enum Done: String {
    case password, sessions, revoked
  }

  /// What is said on the page besides what is there.
  private struct Page {
    var done: Done?
    var errors: [FieldError] = []
    /// The secret of a token just made: this page is the only place where it is ever shown.
    var secret: String?
    var token = TokenWish()
    var status = HTTPResponse.Status.ok
  }

  /// A token as the form asks for it.
  private struct TokenWish {
    /// How long tokens may work, in days; 0 is until they are revoked.
    static let lives: [Int64] = [30, 90, 365, 0]

    var name = ""
    var scopes: Set<Scope> = [.read]
    var days: Int64 = 90

    init() {}

    init(_ form: Form) {
      name = form.filled("token_name") ?? ""
      scopes = Set(form.all("scope").compactMap(Scope.init(rawValue:)))
      days = Int64(form["days"]).flatMap { Self.lives.contains($0) ? $0 : nil } ?? 90
    }

    var life: Span? { days == 0 ? nil : .days(days) }
  }

  /// Tokens cannot make tokens: an account is changed by whoever sits before it.
  private func session(_ context: DeskContext) throws -> Session {
    guard case .session(let session) = context.visitor else { throw PageError(.signInNeeded) }
    return session
  }

  private static func done(_ done: Done) -> Response { .seeOther("/account?done=\(done.rawValue)") }

  private func changePassword(_ form: Form, _ context: DeskContext) async throws -> Response {
    let session = try session(context)
    let words = site.words[context.language]
    let person = session.operator
    let (present, new) = (form["current"], form["password"])
    func refuse(_ field: String, _ sentence: String, _ status: HTTPResponse.Status = .unprocessableContent)
      async throws -> Response
    {
      try await page(context, Page(errors: [FieldError(field, sentence)], status: status))
    }
    if let flaw = PasswordRule.flaw(in: new, of: person, desk: site.desk.settings.name) {
      return try await refuse("password", FieldError.sentence(flaw, words))
    }
    let client = context.client
    switch try await site.prove({ try $0.prove(present, of: person.name, client: client) }) {
    case .refused(let left): return try await refuse("current", words("account.current.wrong", count: left))
    case .locked(let until):
      let time = site.shown(context).clock(until)
      return try await refuse("current", words("account.current.locked", ["time": time]), .tooManyRequests)
    case .right:
      try await site.prove {
        try $0.setPassword(new, of: person.name, by: .operator(person.name), keeping: session)
      }
      return Self.done(.password)
    }
  }

  private func issueToken(_ form: Form, _ context: DeskContext) async throws -> Response {
    let session = try session(context)
    let words = site.words[context.language]
    let wish = TokenWish(form)
    let errors =
      (wish.name.isEmpty || wish.name.utf8.count > 100
        ? [FieldError("token_name", words("account.token.nameless"))] : [])
      + (wish.scopes.isEmpty ? [FieldError("scope-read", words("account.token.scopeless"))] : [])
    guard errors.isEmpty else {
      return try await page(context, Page(errors: errors, token: wish, status: .unprocessableContent))
    }
    let name = session.operator.name
    let secret = try await site.work {
      try $0.issueToken(name: wish.name, scopes: wish.scopes, expires: wish.life, of: name, by: .operator(name)).secret
    }
    return try await page(context, Page(secret: secret))
  }

  private func page(_ context: DeskContext, _ page: Page) async throws -> Response {
    let session = try session(context)
    let name = session.operator.name
    let (sessions, tokens) = try await site.read { try ($0.sessions(of: name), $0.tokens(of: name)) }
    let words = site.words[context.language]
    let shown = site.shown(context)
    var view: View = [
      "name": name,
      "role": words("account.role." + session.operator.role.rawValue),
      "fewest": words("account.password.hint", ["n": String(PasswordRule.fewestCharacters)]),
      "sessions": sessions.map { Self.view($0, isCurrent: $0.digest == session.digest, shown) },
      "hasOthers": sessions.count > 1, "hasTokens": !tokens.isEmpty,
      "tokens": tokens.map { Self.view($0, shown) },
      "tokenName": page.token.name,
      "scopes": Scope.allCases.filter(session.operator.role.scopes.contains).map { scope in
        [
          "scope": scope.rawValue, "text": words("account.scope." + scope.rawValue),
          "isChecked": page.token.scopes.contains(scope),
        ] as View
      },
      "lives": TokenWish.lives.map { days in
        [
          "days": String(days), "isChosen": days == page.token.days,
          "text": days == 0 ? words("account.life.endless") : words("account.life", ["n": String(days)]),
        ] as View
      },
    ]
    view["fullName"] = session.operator.fullName
    view["address"] = session.operator.address?.original
    if let secret = page.secret { view["secret"] = ["text": secret] }
    if let done = page.done { view["done"] = words("account.done." + done.rawValue) }
    view["errors"] = FieldError.panel(page.errors, words)
    for error in page.errors { view[error.field.replacing("-", with: "_") + "Error"] = error.sentence }
    return try await site.page(
      "account", context, title: words("account.title"), active: "account", status: page.status, view)
  }

  private static func view(_ session: StoredSession, isCurrent: Bool, _ shown: Shown) -> View {
    [
      "client": session.client, "isCurrent": isCurrent, "began": shown.exact(session.createdAt),
      "seen": shown.exact(session.seenAt),
    ]
  }

  private static func view(_ token: APIToken, _ shown: Shown) -> View {
    let words = shown.words
    let expiry = token.expiresAt.map { shown.exact($0) } ?? words("account.life.endless")
    return [
      "id": String(token.id), "name": token.name,
      "scopes": Scope.allCases.filter(token.scopes.contains).map(\.rawValue).joined(separator: ", "),
      "expires": token.isExpired(at: shown.now) ? words("account.token.expired", ["time": expiry]) : expiry,
      "used": token.usedAt.map { shown.exact($0) } ?? words("account.token.unused"),
      "revoke": words("account.token.revoke", ["name": token.name]),
    ]
  }
}
