import ArgumentParser
import Desk
import Work

/// `operator token`.
struct OperatorTokenCommand: DeskCommand {
  static let configuration = CommandConfiguration(
    commandName: "token", abstract: "Make a token for a program that acts for an operator.",
    discussion: """
      Prints its secret, which is kept nowhere. A token can do no more than its operator.

        servicedesk operator token bob --name monitoring --scope read,write --expires 90d
      """)

  @OptionGroup var options: GlobalOptions
  @Argument(help: ArgumentHelp("The operator.", valueName: "operator")) var owner: String
  @Option(name: .customLong("name"), help: ArgumentHelp("What it is for.", valueName: "text")) var purpose: String
  @Option(help: ArgumentHelp("What it may do: read, write, admin.", valueName: "scope,…")) var scope = "read"
  @Option(help: ArgumentHelp("How long it works, such as 90d, or never for no end.", valueName: "time"))
  var expires = "90d"

  func run(_ desk: Wiring) throws {
    let scopes: [Scope] = try scope.split(separator: ",").map { word in
      try Named.value(word.filter { $0 != " " }, "scope", "Scopes")
    }
    let life = try Self.life(expires)
    let work = try desk.work(desk.storeForWriting())
    let actor = try desk.actor(work)
    _ = try OperatorText.known(owner, work)
    let (secret, token) = try work.issueToken(
      name: purpose, scopes: Set(scopes), expires: life, of: owner, by: actor)
    if options.json { return try desk.printer.json(TokenText.json(token, secret: secret)) }
    try desk.printer.line(secret)
    desk.printer.remark(
      "token \(token.id) of \(owner) may \(TokenText.scopes(token)), \(TokenText.until(token, desk)); it is shown this once"
    )
  }

  private static func life(_ text: String) throws -> Span? {
    if text.lowercased() == "never" { return nil }
    guard let span = Quantity.span(text.lowercased()), span > .seconds(0) else {
      throw UsageError("no length of time '\(text)'. Write 90d, 24h or never")
    }
    return span
  }
}

/// `operator tokens`.
struct OperatorTokensCommand: DeskCommand {
  static let configuration = CommandConfiguration(
    commandName: "tokens", abstract: "Show the tokens of an operator, or of all.",
    discussion: "  servicedesk operator tokens bob")

  @OptionGroup var options: GlobalOptions
  @Argument(help: ArgumentHelp("The operator; all without.", valueName: "name")) var name: String?

  func run(_ desk: Wiring) throws {
    let work = try desk.work(desk.storeForReading())
    if let name { _ = try OperatorText.known(name, work) }
    let tokens = try work.tokens(of: name)
    if options.json {
      for token in tokens { try desk.printer.json(TokenText.json(token)) }
      return
    }
    guard !tokens.isEmpty else {
      return try desk.printer.line(
        "No tokens\(name.map { " of \($0)" } ?? ""). Make one: servicedesk operator token NAME --name TEXT")
    }
    var table = TablePrinter(
      [.init("NUMBER"), .init("OPERATOR"), .init("NAME"), .init("MAY"), .init("WORKS"), .init("LAST USED")],
      screen: desk.screen)
    for token in tokens {
      table.add([
        .init(String(token.id)), .init(token.operator), .init(token.name), .init(TokenText.scopes(token)),
        .init(TokenText.until(token, desk)),
        .init(token.usedAt.map { LocalTime.short($0, now: desk.now()) } ?? "never"),
      ])
    }
    for line in table.lines() { try desk.printer.line(line) }
  }
}

/// `operator revoke`.
struct OperatorRevokeCommand: DeskCommand {
  static let configuration = CommandConfiguration(
    commandName: "revoke", abstract: "Let a token work no more.", discussion: "  servicedesk operator revoke 3")

  @OptionGroup var options: GlobalOptions
  @Argument(help: ArgumentHelp("The token's number.", valueName: "number")) var number: String

  func run(_ desk: Wiring) throws {
    let id = try Named.row(number)
    let work = try desk.work(desk.storeForWriting())
    let token = try work.revokeToken(id, by: desk.actor(work))
    if options.json { return try desk.printer.json(TokenText.json(token)) }
    try desk.printer.line(Harmless.line("revoked token \(token.id) of \(token.operator), \(token.name)"))
  }
}

/// Tokens as text and JSON.
enum TokenText {
  static func json(_ token: APIToken, secret: String? = nil) -> JSONValue {
    .object(
      [
        .init("token", .integer(token.id)), .init("operator", .string(token.operator)),
        .init("name", .string(token.name)), .init("scopes", .strings(words(token))),
        .init("created_at", .instant(token.createdAt)), .init("expires_at", .instant(token.expiresAt)),
        .init("used_at", .instant(token.usedAt)),
      ] + (secret.map { [.init("secret", .string($0))] } ?? []))
  }

  static func scopes(_ token: APIToken) -> String { words(token).joined(separator: ", ") }

  static func until(_ token: APIToken, _ desk: Wiring) -> String {
    guard let end = token.expiresAt else { return "until it is revoked" }
    let time = LocalTime.short(end, now: desk.now())
    return token.isExpired(at: desk.now()) ? "no more since \(time)" : "until \(time)"
  }

  private static func words(_ token: APIToken) -> [String] {
    Scope.allCases.filter(token.scopes.contains).map(\.rawValue)
  }
}
