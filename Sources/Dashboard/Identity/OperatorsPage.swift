import Desk
import HTTPTypes
import Hummingbird
import Store
import Work

/// `/operators`: who works here, for admins.
struct OperatorsPage: RouteGroup {
  let site: Site

  func add(to router: RouterGroup<DeskContext>) {
    router.get("/operators") { request, context in
      try context.require(.admin)
      return try await page(request, context, Page(done: Query(request)["done"]))
    }
    router.form("/operators/invite") { form, request, context in try await invite(form, request, context) }
    router.form("/operators/link") { form, request, context in
      try context.require(.admin)
      return try await link(for: form["name"], role: .operator, request, context)
    }
    router.form("/operators/role") { form, _, context in
      guard let role = Operator.Role(rawValue: form["role"]) else { throw PageError(.badRequest) }
      return try await change(form["name"], context) { $0.role = role }
    }
    router.form("/operators/disable") { form, _, context in
      try await change(form["name"], context) { $0.isDisabled = true }
    }
    router.form("/operators/enable") { form, _, context in
      try await change(form["name"], context) { $0.isDisabled = false }
    }
  }

  /// What is said on the page besides who is there.
  private struct Page {
    /// The operator who was just changed, as the URL says it.
    var done: String?
    var link: (name: String, url: String)?
    var errors: [FieldError] = []
    var name = ""
    var role = Operator.Role.operator
    var status = HTTPResponse.Status.ok
  }

  private func invite(_ form: Form, _ request: Request, _ context: DeskContext) async throws -> Response {
    try context.require(.admin)
    let words = site.words[context.language]
    let name = form.filled("name") ?? ""
    let role = Operator.Role(rawValue: form["role"]) ?? .operator
    func refuse(_ sentence: String) async throws -> Response {
      try await page(
        request, context,
        Page(errors: [FieldError("name", sentence)], name: name, role: role, status: .unprocessableContent))
    }
    guard !site.desk.flaws(in: Operator(name: name), password: "").contains(.name) else {
      return try await refuse(words("account.name.wrong"))
    }
    guard try await site.read({ try $0.operator(named: name) }) == nil else {
      return try await refuse(words("operators.there", ["name": name]))
    }
    return try await link(for: name, role: role, request, context)
  }

  private func link(
    for name: String, role: Operator.Role, _ request: Request, _ context: DeskContext
  ) async throws -> Response {
    let actor = try context.actor()
    let secret = try await site.work { try $0.makeInvitation(for: name, role: role, by: actor) }
    let base = site.settings.publicURL ?? "http://" + (request.head.authority ?? "")
    return try await page(
      request, context, Page(link: (name, InvitationLink.url(secret: secret, under: base))))
  }

  /// Changes another operator; nobody changes themselves here, so an admin always stays.
  private func change(
    _ name: String, _ context: DeskContext, _ change: @escaping @Sendable (inout Operator) -> Void
  ) async throws -> Response {
    try context.require(.admin)
    let actor = try context.actor()
    guard try context.operator().name != name else { throw PageError(.forbidden, "self") }
    try await site.work { desk in
      try desk.perform { transaction in
        guard var one = try transaction.operator(named: name) else { throw PageError(.notFound) }
        change(&one)
        try desk.changeOperator(one, by: actor, in: transaction)
      }
    }
    return .seeOther("/operators?done=" + URLEncoded.encoded(name))
  }

  private func page(_ request: Request, _ context: DeskContext, _ page: Page) async throws -> Response {
    let (operators, withPassword, invitations) = try await site.read { store in
      try (store.operators(), store.operatorsWithPassword(), store.invitations())
    }
    let words = site.words[context.language]
    let shown = site.shown(context)
    let me = try context.operator().name
    let invited = Dictionary(
      invitations.compactMap { one in one.name.map { ($0, one) } }, uniquingKeysWith: { first, _ in first })
    let known = Set(operators.map(\.name))
    var view: View = [
      "operators": operators.map { one in
        row(one, isMe: one.name == me, hasPassword: withPassword.contains(one.name), invited[one.name], shown)
      },
      "invited": invitations.filter { $0.name.map { !known.contains($0) } ?? false }.map { one in
        [
          "name": one.name ?? "", "role": words("account.role." + one.role.rawValue),
          "state": words("operators.invited", ["time": shown.exact(one.expiresAt)]),
        ] as View
      },
      "name": page.name, "roles": Self.roles(page.role, words),
    ]
    if let link = page.link {
      view["link"] = ["url": link.url, "text": words("operators.link.text", ["name": link.name])]
    }
    if let done = page.done, known.contains(done) { view["done"] = words("operators.done", ["name": done]) }
    view["errors"] = FieldError.panel(page.errors, words)
    for error in page.errors { view[error.field + "Error"] = error.sentence }
    return try await site.page(
      "operators", context, title: words("operators.title"), active: "operators", status: page.status, view)
  }

  private func row(
    _ one: Operator, isMe: Bool, hasPassword: Bool, _ invitation: Invitation?, _ shown: Shown
  ) -> View {
    let words = shown.words
    let state =
      if one.isDisabled {
        words("operators.disabled")
      } else if let invitation {
        words("operators.invited", ["time": shown.exact(invitation.expiresAt)])
      } else {
        words(hasPassword ? "operators.active" : "operators.passwordless")
      }
    var row: View = [
      "name": one.name, "shownName": isMe ? words("common.you", ["name": one.name]) : one.name,
      "state": state,
      "role": words("account.role." + one.role.rawValue), "roles": Self.roles(one.role, words), "mayChange": !isMe,
      "isDisabled": one.isDisabled,
    ]
    row["fullName"] = one.fullName
    row["address"] = one.address?.original
    return row
  }

  private static func roles(_ chosen: Operator.Role, _ words: Catalogue) -> [View] {
    Operator.Role.allCases.map { role in
      ["role": role.rawValue, "text": words("account.role." + role.rawValue), "isChosen": role == chosen]
    }
  }
}
