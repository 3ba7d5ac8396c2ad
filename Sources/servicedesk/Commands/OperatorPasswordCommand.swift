import ArgumentParser
import Dashboard
import Desk
import Work

/// `operator password`.
struct OperatorPasswordCommand: DeskCommand {
  static let configuration = CommandConfiguration(
    commandName: "password", abstract: "Give an operator a password for the dashboard.",
    discussion: """
      Asks for it twice on a terminal, else reads the first line of standard input. Their sessions end. With --link it \
      prints a link instead, with which they choose one themselves: once, within a day.

        servicedesk operator password bob
        servicedesk operator password bob --link
      """)

  @OptionGroup var options: GlobalOptions
  @Argument(help: ArgumentHelp("The operator.", valueName: "name")) var name: String
  @Flag(help: "Print a one-time link instead.") var link = false

  func run(_ desk: Wiring) throws {
    let work = try desk.work(desk.storeForWriting())
    let actor = try desk.actor(work)
    let one = try OperatorText.known(name, work)
    if link {
      let secret = try work.makeInvitation(for: name, role: one.role, by: actor)
      let url = InvitationLink.url(secret: secret, under: desk.dashboardURL)
      if options.json {
        return try desk.printer.json(.object([.init("name", .string(name)), .init("link", .string(url))]))
      }
      try desk.printer.line(url)
      return desk.printer.remark("it works once, and for a day; send it to \(name) yourself")
    }
    try work.setPassword(SecretLine.new("New password of \(name)"), of: name, by: actor)
    try OperatorText.say("set the password of", one, desk)
  }
}

extension Wiring {
  /// Where people reach the dashboard, as the configuration says it.
  var dashboardURL: String {
    config.dashboard.publicURL
      ?? ListenAddress.url(host: config.dashboard.listen.host, port: config.dashboard.listen.port)
  }
}
