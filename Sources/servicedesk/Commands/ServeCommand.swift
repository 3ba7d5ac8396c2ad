import ArgumentParser
import Logging

/// `serve`: the whole desk at work, until it is told to stop.
struct ServeCommand: DeskCommand {
  static let configuration = CommandConfiguration(
    commandName: "serve",
    abstract: "Take mail in, send notices, watch promises and show the dashboard, until SIGTERM.",
    discussion: """
      Looks at each maildir every second, sends what is due, and shows the dashboard where dashboard.listen says. SIGTERM \
      or SIGINT ends it when what is in hand is finished, a second one at once; it may be killed at any moment without \
      harm. While no operator has a password it prints a link, once, to set the first. It logs to standard error: see \
      log.format and log.level.

        servicedesk serve
        servicedesk serve --listen 127.0.0.1:8080
      """)

  @OptionGroup var options: GlobalOptions

  @Option(help: ArgumentHelp("Where the dashboard listens; wins over dashboard.listen.", valueName: "host:port"))
  var listen: String?

  func run(_ desk: Wiring) throws {
    let address = try listen.map(Self.address) ?? desk.config.dashboard.listen
    LogLines.install(desk.config.log, environment: desk.environment, now: desk.now)
    let signals = StopSignals()
    let parts = try desk.servingParts(listen: address)
    try RunningDesk(parts, environment: desk.environment, database: desk.database).run(signals)
  }

  private static func address(_ text: String) throws -> ListenAddress {
    guard let address = ListenAddress(text) else {
      throw UsageError("--listen: expected HOST:PORT such as 127.0.0.1:5000 or [::1]:5000, found '\(text)'")
    }
    return address
  }
}
