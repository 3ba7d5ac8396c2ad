import ArgumentParser
import Desk

/// What ArgumentParser says about a command line, on one line and with the nearest valid name.
enum UsageAdvice {
  static func sentence(_ message: String, _ arguments: [String]) -> String {
    let path = Arguments.commandPath(arguments) ?? []
    let names = path.compactMap { $0.configuration.commandName }
    let help = (["servicedesk"] + names + ["--help"]).joined(separator: " ")
    let node: any ParsableCommand.Type = path.last ?? ServiceDesk.self
    let commands = node.configuration.subcommands.filter { $0.configuration.shouldDisplay }
      .compactMap { $0.configuration.commandName }
    if !commands.isEmpty, let word = arguments.dropFirst(path.count).first, !word.hasPrefix("-") {
      let question = NearestName.question(word, among: commands)
      let name = (names + [word]).joined(separator: " ")
      return "no command '\(name)'\(question.isEmpty ? "." : question) All commands: \(help)"
    }
    return "\(plain(message)) See: \(help)"
  }

  /// The first line, without a capital, ended as a sentence.
  private static func plain(_ message: String) -> String {
    var line = message.split(whereSeparator: \.isNewline).first.map(String.init) ?? "the command line cannot be read"
    while line.hasSuffix(".") { line.removeLast() }
    let end = line.hasSuffix("?") ? "" : "."
    return line.prefix(1).lowercased() + line.dropFirst() + end
  }
}
