import ArgumentParser

/// What every command takes.
struct GlobalOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "The configuration.",
      discussion: "Default: servicedesk.yaml here, in $XDG_CONFIG_HOME/servicedesk/, in /etc/servicedesk/.",
      valueName: "file"))
  var config: String?

  @Option(help: ArgumentHelp("The database; wins over the configuration.", valueName: "file"))
  var database: String?

  @Option(
    name: .customLong("as"),
    help: ArgumentHelp(
      "The operator who acts.", discussion: "Default: $SERVICEDESK_OPERATOR, else your login name.", valueName: "name"))
  var actor: String?

  @Flag(help: "One JSON object a line, and nothing else, on standard output.")
  var json = false
}
