import ArgumentParser
import Desk
import Work

/// `operator role`.
struct OperatorRoleCommand: DeskCommand {
  static let configuration = CommandConfiguration(
    commandName: "role", abstract: "Give an operator another role.",
    discussion: "  servicedesk operator role bob admin")

  @OptionGroup var options: GlobalOptions
  @Argument(help: ArgumentHelp("The operator.", valueName: "name")) var name: String
  @Argument(help: ArgumentHelp("admin, operator or read-only.", valueName: "role")) var role: String

  func run(_ desk: Wiring) throws {
    let role: Operator.Role = try Named.value(role, "role", "Roles")
    try OperatorText.change(name, "changed", desk) { $0.role = role }
  }
}
