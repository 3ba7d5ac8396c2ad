import ArgumentParser

/// `completion`: lets a shell complete commands and options.
struct CompletionCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "completion",
    abstract: "Print a completion script for bash, zsh or fish.",
    discussion: """
        servicedesk completion bash > /etc/bash_completion.d/servicedesk
      """)

  @Argument(help: ArgumentHelp("bash, zsh or fish.", valueName: "shell"))
  var shell: String

  func run() throws {
    guard let known = CompletionShell(rawValue: shell) else {
      throw UsageError(no: "shell", shell, among: CompletionShell.allCases.map(\.rawValue), listedAs: "Shells")
    }
    try FileOutput.standard.write(Array((ServiceDesk.completionScript(for: known) + "\n").utf8))
  }
}
