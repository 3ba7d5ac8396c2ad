import Hummingbird

/// What the keys do: a page of its own, and the panel that `?` opens beside any page.
struct HelpPage: RouteGroup {
  let site: Site

  /// The keys, by what they are for: how they are pressed, and the catalogue's word for what they do.
  private static let groups: [(name: String, keys: [(caps: [String], does: String)])] = [
    (
      "list",
      [
        (["j", "k"], "move"), (["Enter", "o"], "open"), (["x"], "select"), (["Shift+j", "Shift+k"], "extend"),
        (["."], "show"), (["/"], "search"),
      ]
    ),
    (
      "ticket",
      [
        (["a"], "assign"), (["i"], "assignMe"), (["p"], "priority"), (["r"], "reply"), (["c"], "note"),
        (["e"], "resolve"), (["z"], "undo"), (["u"], "back"), (["[", "]"], "neighbours"), (["Ctrl+Enter"], "send"),
      ]
    ),
    (
      "anywhere",
      [
        (["n"], "new"), (["g i"], "inbox"), (["g r"], "reports"), (["g h"], "health"), (["Esc"], "leave"),
        (["?"], "help"),
      ]
    ),
  ]

  func add(to router: RouterGroup<DeskContext>) {
    router.get("/help") { _, context in
      let words = site.words[context.language]
      let groups = Self.groups.map { name, keys in
        [
          "name": words("help." + name),
          "keys": keys.map { key in ["caps": key.caps, "does": words("help.key." + key.does)] as View },
        ] as View
      }
      return try await site.page("help", context, title: words("help.title"), active: "help", ["groups": groups])
    }
  }
}
