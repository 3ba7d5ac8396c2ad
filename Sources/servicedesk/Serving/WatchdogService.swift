import Glibc
import ServiceLifecycle

/// Tells systemd that the program still lives, as often as `WatchdogSec=` asks: twice in that time.
///
/// It runs where the pages and the API do: where nothing of Swift's moves any more, nothing is told, and systemd starts
/// the service anew.
struct WatchdogService: Service {
  let period: Duration
  let environment: [String: String]

  /// Nil where nobody asked for it.
  init?(environment: [String: String]) {
    guard let text = environment["WATCHDOG_USEC"], let microseconds = Int64(text), microseconds > 0,
      environment["WATCHDOG_PID"].map({ $0 == "\(getpid())" }) ?? true
    else { return nil }
    period = .microseconds(microseconds / 2)
    self.environment = environment
  }

  func run() async throws {
    try? await cancelWhenGracefulShutdown {
      while true {
        SystemdNotice.send("WATCHDOG=1", environment: environment)
        try await Task.sleep(for: period)
      }
    }
  }
}
