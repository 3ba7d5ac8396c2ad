import Hummingbird
import HummingbirdCore
package import Logging
import NIOCore
import ServiceLifecycle
package import Work

/// Pages, API and live updates over HTTP, until it is asked to stop.
package struct DashboardServer: Service, Sendable {
  let site: Site

  /// More connections than this wait in the kernel.
  private static let mostConnections = 2000
  /// Once it is asked to stop, whoever does not take an answer keeps the desk waiting no longer.
  private static let farewell = Duration.seconds(3)
  /// A connection without a request, or a request without progress, is closed after this.
  private static let idleSeconds: Int64 = 60

  /// - Throws: an error of the program's own resources.
  package init(
    work: DeskWork, settings: DashboardSettings, board: ServiceBoard, logger: Logger
  ) throws {
    site = try Site(desk: work, settings: settings, board: board, logger: logger)
  }

  /// Serves until graceful shutdown.
  ///
  /// - Throws: `ListenError` when it cannot listen.
  package func run() async throws {
    let settings = site.settings
    var application = Application(
      router: router(),
      server: .http1(
        configuration: .init(
          idleTimeout: .seconds(Self.idleSeconds),
          httpDecoderConfiguration: .init(
            maxHeaderFieldSize: 16_384, maxHeaderListSize: 65_536, maxHeaderFieldCount: 100))),
      configuration: .init(
        address: .hostname(settings.host, port: settings.port), serverName: nil,
        availableConnectionsDelegate: MaximumAvailableConnections(Self.mostConnections)),
      onServerRunning: { channel in
        if let port = channel.localAddress?.port { settings.onListening?(port) }
      },
      logger: site.logger)
    application.addServices(site.feed)
    do {
      try await run(application)
    } catch {
      await site.threads.stop()
      throw ListenError(error, host: settings.host, port: settings.port) ?? error
    }
    await site.threads.stop()
  }

  private func run(_ application: some ApplicationProtocol) async throws {
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask { try await application.run() }
      group.addTask {
        try await gracefulShutdown()
        try await Task.sleep(for: Self.farewell)
      }
      defer { group.cancelAll() }
      try await group.next()
    }
  }
}
