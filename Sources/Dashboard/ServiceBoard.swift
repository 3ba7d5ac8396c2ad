package import Desk
import Synchronization

/// What the services of the running desk last said of themselves.
package final class ServiceBoard: Sendable {
  private let standings = Mutex<[String: ServiceStanding]>([:])

  package init() {}

  /// A service did its work.
  package func note(_ service: String, success: Instant) {
    standings.withLock {
      $0[service] = ServiceStanding(service: service, lastSuccess: success)
    }
  }

  /// A service could not do its work; the first time of several in a row is kept.
  package func note(_ service: String, trouble: String, at instant: Instant) {
    standings.withLock {
      let before = $0[service]
      $0[service] = ServiceStanding(
        service: service, lastSuccess: before?.lastSuccess, trouble: trouble, since: before?.since ?? instant)
    }
  }

  /// All of them, by name.
  package func all() -> [ServiceStanding] {
    standings.withLock { Array($0.values) }.sorted { $0.service < $1.service }
  }
}

/// How one service stands.
package struct ServiceStanding: Sendable, Equatable {
  /// Such as `intake maildir:/var/mail/support` or `delivery`.
  package var service: String
  package var lastSuccess: Instant?
  /// What is wrong now; nil where nothing is.
  package var trouble: String?
  /// Since when it is wrong.
  package var since: Instant?

  package init(service: String, lastSuccess: Instant? = nil, trouble: String? = nil, since: Instant? = nil) {
    self.service = service
    self.lastSuccess = lastSuccess
    self.trouble = trouble
    self.since = since
  }
}
