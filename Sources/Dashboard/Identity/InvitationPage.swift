import Desk
import HTTPTypes
import Hummingbird
import Store
import Work

/// `/invitation`: what a one-time link opens, for the first admin of a desk and for everybody who comes after.
struct InvitationPage: RouteGroup {
  let site: Site

  func add(to router: RouterGroup<DeskContext>) {
    router.get("/invitation") { request, context in
      let secret = Query(request)["secret"] ?? ""
      guard let invitation = try await find(secret) else { return try await over(context) }
      return try await page(invitation, Wish(secret: secret, name: invitation.name ?? ""), context)
    }
    // Not a `form`: whoever accepts it need not be signed in, or is somebody else by now.
    router.post("/invitation") { request, context in
      try await accept(Wish(try await Form(request, limit: FormLimit.plain)), context)
    }
  }

  /// What was typed.
  private struct Wish {
    var secret: String
    var name = ""
    var fullName = ""
    var address = ""
    var password = ""

    init(secret: String, name: String) {
      self.secret = secret
      self.name = name
    }

    init(_ form: Form) {
      secret = form["secret"]
      name = form.filled("name") ?? ""
      fullName = form.filled("full_name") ?? ""
      address = form.filled("address") ?? ""
      password = form["password"]
    }

    func account(_ invitation: Invitation) -> Operator {
      Operator(
        name: invitation.name ?? name, fullName: fullName.isEmpty ? nil : fullName,
        address: address.isEmpty ? nil : EmailAddress(address), role: invitation.role)
    }
  }

  private func find(_ secret: String) async throws -> Invitation? {
    try await site.work { try $0.invitation(secret: secret) }
  }

  private func accept(_ wish: Wish, _ context: DeskContext) async throws -> Response {
    guard let invitation = try await find(wish.secret) else { return try await over(context) }
    let account = wish.account(invitation)
    let flaws = site.desk.flaws(in: account, password: wish.password)
    guard flaws.isEmpty else { return try await page(invitation, wish, flaws: flaws, context) }
    let client = context.client
    let new = try await site.prove { desk -> NewSession? in
      do {
        return try desk.accept(
          secret: wish.secret, name: account.name, fullName: account.fullName, address: account.address,
          password: wish.password, client: client)
      } catch let refusal as Refusal {
        // Somebody else was faster.
        guard refusal.code == .unknownRow else { throw refusal }
        return nil
      }
    }
    guard let new else { return try await over(context) }
    return try await site.welcome(new, context, to: "/")
  }

  private func page(
    _ invitation: Invitation, _ wish: Wish, flaws: [AccountFlaw] = [], _ context: DeskContext
  ) async throws -> Response {
    let words = site.words[context.language]
    let shown = site.shown(context)
    let isFirst = invitation.name == nil
    let title = isFirst ? words("invitation.first") : words("invitation.title", ["name": wish.name])
    var view: View = [
      "heading": title, "secret": wish.secret, "isFirst": isFirst, "isFresh": flaws.isEmpty,
      "intro": words(isFirst ? "invitation.first.intro" : "invitation.intro", ["desk": site.desk.settings.name]),
      "name": wish.name, "fullName": wish.fullName, "address": wish.address,
      "until": words("invitation.until", ["time": shown.exact(invitation.expiresAt)]),
      "fewest": words("account.password.hint", ["n": String(PasswordRule.fewestCharacters)]),
      "button": words(isFirst ? "invitation.first.button" : "invitation.button"),
    ]
    let errors = flaws.map { FieldError($0, words) }
    view["errors"] = FieldError.panel(errors, words)
    for error in errors { view[error.field + "Error"] = error.sentence }
    return try await site.page(
      "invitation", context.stranger, title: title, status: flaws.isEmpty ? .ok : .unprocessableContent, view)
  }

  private func over(_ context: DeskContext) async throws -> Response {
    let words = site.words[context.language]
    let isFirst = try await site.read { try !$0.hasPasswords() }
    return try await site.page(
      "error", context.stranger, title: words("invitation.over"), status: .gone,
      [
        "heading": words("invitation.over"),
        "detail": words(isFirst ? "invitation.over.first" : "invitation.over.then"),
      ])
  }
}
