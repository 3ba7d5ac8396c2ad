import ArgumentParser
import Glibc
import Logging

/// `serve`: the whole desk at work, until it is told to stop.
struct ServeCommand: DeskCommand {
  static let configuration = CommandConfiguration(
    commandName: "serve",
    abstract: "Take mail in, send notices, watch promises and show the dashboard, until SIGTERM.",
    discussion: """
      Takes in what comes into maildirs and IMAP folders, sends what is due, and shows the dashboard where dashboard.listen says. SIGTERM \
      or SIGINT ends it when what is in hand is finished, a second one at once; it may be killed at any moment without \
      harm. SIGHUP makes a service read its configuration again; one that cannot be used is refused, and the old stays. While no operator has a password it prints a link, once, to set the first. It logs to standard error: see \
      log.format and log.level.

        servicedesk serve
        servicedesk serve --listen 127.0.0.1:8080
      """)

  @OptionGroup var options: GlobalOptions

  @Option(help: ArgumentHelp("Where the dashboard listens; wins over dashboard.listen.", valueName: "host:port"))
  var listen: String?

  func run(_ desk: Wiring) throws {
    let address = try listen.map(Self.address) ?? desk.config.dashboard.listen
    Self.raiseFileLimit()
    LogLines.install(desk.config.log, environment: desk.environment, now: desk.now)
    let signals = StopSignals()
    let invitation = PrintedInvitation()
    let loop = ServingLoop(environment: desk.environment) { [options, listen, first = desk.config] in
      let config = try Wiring(options).config
      try Self.check(config, inPlaceOf: first)
      LogLines.adopt(config.log)
      return Self.plan(options, config, listen: try listen.map(Self.address) ?? config.dashboard.listen, invitation)
    }
    try loop.run(Self.plan(options, desk.config, listen: address, invitation), signals)
  }

  /// A file that is gone, or has nothing in it yet, is being written: whoever meant a desk without settings starts one.
  ///
  /// - Throws: `ConfigError`.
  private static func check(_ config: DeskConfig, inPlaceOf first: DeskConfig) throws {
    guard let file = first.file else { return }
    if config.file != file { throw ConfigError("is not there any more", file: file) }
    if config.isEmpty, !first.isEmpty { throw ConfigError("has nothing in it", file: file) }
  }

  /// Each visitor's connection is a file: as many as the system lets us, so that they do not stand in the way of mail.
  private static func raiseFileLimit() {
    var limit = rlimit()
    guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return }
    limit.rlim_cur = limit.rlim_max
    setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
  }

  private static func plan(
    _ options: GlobalOptions, _ config: DeskConfig, listen: ListenAddress, _ invitation: PrintedInvitation
  ) -> ServingLoop.Plan {
    {
      let desk = try Wiring(options, config: config)
      return RunningDesk(
        try desk.servingParts(listen: listen), environment: desk.environment, database: desk.database,
        invitation: invitation)
    }
  }

  private static func address(_ text: String) throws -> ListenAddress {
    guard let address = ListenAddress(text) else {
      throw UsageError("--listen: expected HOST:PORT such as 127.0.0.1:5000 or [::1]:5000, found '\(text)'")
    }
    return address
  }
}
