import ArgumentParser
import Desk
import Store
import Work

/// `operator`: who works tickets.
struct OperatorCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "operator",
    abstract: "Who works tickets.",
    discussion: """
        servicedesk operator add bob --address bob@desk.example --name "Bob Ito"
      """,
    subcommands: [
      OperatorAddCommand.self, OperatorListCommand.self, OperatorRoleCommand.self, OperatorDisableCommand.self,
      OperatorEnableCommand.self, OperatorPasswordCommand.self, OperatorTokenCommand.self, OperatorTokensCommand.self,
      OperatorRevokeCommand.self,
    ])
}

/// `operator add`.
struct OperatorAddCommand: DeskCommand {
  static let configuration = CommandConfiguration(
    commandName: "add", abstract: "Add an operator.",
    discussion: "  servicedesk operator add bob --address bob@desk.example --name \"Bob Ito\" --role operator")

  @OptionGroup var options: GlobalOptions

  @Argument(help: ArgumentHelp("One word, such as a login name.", valueName: "name"))
  var name: String

  @Option(help: ArgumentHelp("Where their notices go, and how their own mail is known.", valueName: "address"))
  var address: String?

  @Option(name: .customLong("name"), help: ArgumentHelp("Their name as requesters read it.", valueName: "text"))
  var fullName: String?

  @Option(help: ArgumentHelp("admin, operator or read-only.", valueName: "role"))
  var role = Operator.Role.operator.rawValue

  func run(_ desk: Wiring) throws {
    let new = Operator(
      name: name, fullName: fullName, address: try address.map(Named.address),
      role: try Named.value(role, "role", "Roles"))
    let work = try desk.work(desk.storeForWriting())
    let acting = try Acting(desk)
    if acting.name == name, !acting.isExplicit, try work.store.operator(named: name) == nil {
      // The first thing that somebody does here is to write themselves down.
      try work.perform { transaction in
        _ = try work.ensureOperator(name, in: transaction)
        guard new != Operator(name: name) else { return }
        try work.changeOperator(new, by: .operator(name), in: transaction)
      }
    } else {
      try desk.act(work) { actor, transaction in try work.addOperator(new, by: actor, in: transaction) }
    }
    try OperatorText.say("added", new, desk)
  }
}

/// `operator list`.
struct OperatorListCommand: DeskCommand {
  static let configuration = CommandConfiguration(commandName: "list", abstract: "Show all operators.")

  @OptionGroup var options: GlobalOptions

  func run(_ desk: Wiring) throws {
    let operators = try desk.storeForReading().operators()
    if options.json {
      for one in operators { try desk.printer.json(JSONForm.operator(one)) }
      return
    }
    guard !operators.isEmpty else {
      return try desk.printer.line("No operators yet; whoever acts becomes one, or: servicedesk operator add NAME")
    }
    var table = TablePrinter(
      [.init("NAME"), .init("ROLE"), .init("FULL NAME"), .init("ADDRESS")], screen: desk.screen)
    for one in operators {
      table.add([
        .init(one.name), .init(one.isDisabled ? "disabled" : one.role.rawValue), .init(one.fullName ?? "–"),
        .init(one.address?.original ?? "– (gets no notices)"),
      ])
    }
    for line in table.lines() { try desk.printer.line(line) }
  }
}

/// `operator disable`.
struct OperatorDisableCommand: DeskCommand {
  static let configuration = CommandConfiguration(
    commandName: "disable", abstract: "Let an operator do nothing any more; what they did stays.",
    discussion: "  servicedesk operator disable bob")

  @OptionGroup var options: GlobalOptions
  @Argument(help: ArgumentHelp("The operator.", valueName: "name")) var name: String

  func run(_ desk: Wiring) throws { try OperatorText.change(name, "disabled", desk) { $0.isDisabled = true } }
}

/// `operator enable`.
struct OperatorEnableCommand: DeskCommand {
  static let configuration = CommandConfiguration(
    commandName: "enable", abstract: "Let a disabled operator work again.",
    discussion: "  servicedesk operator enable bob")

  @OptionGroup var options: GlobalOptions
  @Argument(help: ArgumentHelp("The operator.", valueName: "name")) var name: String

  func run(_ desk: Wiring) throws { try OperatorText.change(name, "enabled", desk) { $0.isDisabled = false } }
}

/// Operators as text.
enum OperatorText {
  static func say(_ did: String, _ one: Operator, _ desk: Wiring) throws {
    if desk.options.json { return try desk.printer.json(JSONForm.operator(one)) }
    let address = one.address.map { " <\($0)>" } ?? ""
    try desk.printer.line(
      Harmless.line("\(did) \(one.name)\(one.fullName.map { ", \($0)" } ?? "")\(address), \(one.role.rawValue)"))
  }

  /// An operator who is there.
  ///
  /// - Throws: `UsageError` with the nearest name.
  static func known(_ name: String, _ work: DeskWork) throws -> Operator {
    guard let one = try work.store.operator(named: name) else {
      throw UsageError(
        no: "operator", name, among: try work.store.operators().map(\.name), listedAs: "Operators")
    }
    return one
  }

  static func change(_ name: String, _ did: String, _ desk: Wiring, _ change: (inout Operator) -> Void) throws {
    let work = try desk.work(desk.storeForWriting())
    var one = try known(name, work)
    change(&one)
    try desk.act(work) { [one] actor, transaction in try work.changeOperator(one, by: actor, in: transaction) }
    try say(did, one, desk)
  }
}
