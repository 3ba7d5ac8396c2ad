import ArgumentParser

/// The words of a command line, before they are parsed.
enum Arguments {
  private static let withValue = ["--config", "--database", "--as"]

  /// `servicedesk --config FILE list` means `servicedesk list --config FILE`: options of all commands may stand before
  /// the command's name too.
  static func withGlobalOptionsBehindTheCommand(_ arguments: [String]) -> [String] {
    var moved: [String] = []
    var rest = arguments[...]
    while let first = rest.first {
      if withValue.contains(first), rest.count >= 2 {
        moved += rest.prefix(2)
        rest = rest.dropFirst(2)
      } else if first == "--json" || withValue.contains(where: { first.hasPrefix($0 + "=") }) {
        moved.append(first)
        rest = rest.dropFirst()
      } else {
        break
      }
    }
    guard !moved.isEmpty, let path = commandPath(Array(rest)), !path.isEmpty else { return arguments }
    return rest.prefix(path.count) + moved + rest.dropFirst(path.count)
  }

  /// The commands named at the beginning, such as `intake`, `list`.
  static func commandPath(_ arguments: [String]) -> [any ParsableCommand.Type]? {
    var path: [any ParsableCommand.Type] = []
    var node: any ParsableCommand.Type = ServiceDesk.self
    for word in arguments {
      guard let next = node.configuration.subcommands.first(where: { $0.configuration.commandName == word }) else {
        break
      }
      path.append(next)
      node = next
    }
    return path
  }
}
