import Courier
import Dashboard
import Desk
import Intake
import Logging
import Mailbox
import ServiceLifecycle
import Store
import Work

/// What `serve` runs.
struct ServingParts: Sendable {
  var dashboard: DashboardServer
  var services: [NamedService]
  /// Told the port once the dashboard listens, and ends when the desk does.
  var ports: AsyncStream<Int>
  var listening: AsyncStream<Int>.Continuation
  var work: DeskWork
  var store: TicketStore
  var settings: DashboardSettings

  /// A service with the name that its log lines and its standing have.
  struct NamedService: Sendable {
    var name: String
    var service: any Service
  }
}

extension Wiring {
  /// Everything that a desk needs while it runs, nothing of it begun.
  ///
  /// - Throws: what is wrong with the configuration, the database or the route of mail.
  func servingParts(listen: ListenAddress) throws -> ServingParts {
    let route = try courier()
    let store = try storeForWriting()
    let work = try work(store)
    let board = ServiceBoard()
    let now = now
    let post: @Sendable (String) -> @Sendable (String?) -> Void = { name in
      { trouble in
        if let trouble { board.note(name, trouble: trouble, at: now()) } else { board.note(name, success: now()) }
      }
    }
    let delivery = deliveryService(store, route, tell: post("delivery"))
    let newMail: @Sendable () -> Void = { delivery.wake() }
    let levels = ServiceLevelService(
      work: work, logger: Logger(label: "levels"), tell: post("service levels"), newMail: newMail)
    let intake = (config.mailboxes + [nil]).map { mailbox in
      let name = mailbox.map(name(of:)) ?? "spool"
      return ServingParts.NamedService(
        name: "intake \(name)",
        service: intakeService(mailbox, named: name, work, tell: post("intake \(name)"), newMail: newMail))
    }
    let (ports, listening) = AsyncStream.makeStream(of: Int.self)
    var settings = dashboardSettings(listen: listen, route: route.name)
    settings.onListening = { listening.yield($0) }
    let dashboard = try DashboardServer(
      work: work, settings: settings, board: board, logger: Logger(label: "dashboard"))
    let watchdog =
      WatchdogService(environment: environment).map {
        [ServingParts.NamedService(name: "watchdog", service: $0)]
      } ?? []
    // They end in the opposite order: what takes mail in first, what sends it then.
    return ServingParts(
      dashboard: dashboard,
      services: watchdog + [.init(name: "delivery", service: delivery), .init(name: "levels", service: levels)]
        + intake,
      ports: ports, listening: listening, work: work, store: store, settings: settings)
  }

  private func dashboardSettings(listen: ListenAddress, route: String) -> DashboardSettings {
    var settings = DashboardSettings()
    settings.host = listen.host
    settings.port = listen.port
    settings.publicURL = config.dashboard.publicURL
    settings.hasReportForm = config.dashboard.reportForm
    settings.trustedProxies = config.dashboard.trustedProxies
    settings.timezone = config.timezone
    settings.mailboxes = config.mailboxes.map(name(of:))
    settings.courier = route
    settings.database = database
    settings.version = ServiceDesk.version
    return settings
  }

  private func deliveryService(
    _ store: TicketStore, _ route: CourierRoute, tell: @escaping DeliveryService.Standing
  ) -> DeliveryService {
    let connections = config.courier.connections
    let caps = caps
    return DeliveryService(
      store: store, route: route.name, logger: Logger(label: "delivery"),
      round: { hear, stop in
        DeliveryRound(
          store: store, route: route, connections: connections, caps: caps, shouldStop: stop, hear: hear)
      }, tell: tell)
  }

  /// - Parameter mailbox: nil for the spool of piped mail, which may come to be at any time.
  private func intakeService(
    _ mailbox: ConfiguredMailbox?, named name: String, _ work: DeskWork, tell: @escaping IntakeService.Standing,
    newMail: @escaping @Sendable () -> Void
  ) -> IntakeService {
    let open = opener(of: mailbox?.url ?? .standardInput, mailbox)
    let isSpool = mailbox == nil
    let database = database
    let examiner = MailExaminer(desk: self, mailbox: (mailbox?.url ?? .standardInput).description)
    var options = IntakeOptions()
    options.maxSize = config.intake.maxSize
    options.queue = mailbox?.queue
    options.recordsQuietRounds = false
    let chosen = options
    return IntakeService(
      mailbox: name, pace: IntakePace(watch: config.intake.watch, poll: config.intake.poll),
      logger: Logger(label: "intake"),
      open: { isSpool && !Spool.exists(besideDatabase: database) ? nil : try open($0) },
      round: { source, hear, stop in
        IntakeRound(
          store: work.store, work: work, rules: work.rules, source: source, options: chosen,
          examine: examiner.examine, hear: hear, shouldStop: stop)
      }, tell: tell, newMail: newMail)
  }
}
