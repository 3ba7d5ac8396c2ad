import Desk
import Synchronization

/// How often something may happen within a span, for each client and in all.
final class RateLimit: Sendable {
  private struct Log {
    var all: [Instant] = []
    var clients: [String: [Instant]] = [:]
  }

  private let perClient: Int
  private let inAll: Int
  private let span: Span
  private let log = Mutex(Log())

  init(perClient: Int, inAll: Int, span: Span) {
    self.perClient = perClient
    self.inAll = inAll
    self.span = span
  }

  /// Counts one more where that is allowed.
  ///
  /// - Returns: nil, or after how many seconds it will be allowed.
  func take(_ client: String, at now: Instant) -> Int? {
    let client = Self.network(of: client)
    return log.withLock { log in
      log.all.removeAll { !isRecent($0, now) }
      var own = (log.clients[client] ?? []).filter { isRecent($0, now) }
      if let wait = wait(own, perClient, now) ?? wait(log.all, inAll, now) { return wait }
      own.append(now)
      log.all.append(now)
      log.clients[client] = own
      // No more clients are remembered than things have happened.
      if log.clients.count > inAll {
        log.clients = log.clients.filter { $0.value.contains { isRecent($0, now) } }
      }
      return nil
    }
  }

  private func isRecent(_ instant: Instant, _ now: Instant) -> Bool {
    let age = now.since(instant)
    return age < span && age > Span(microseconds: -span.microseconds)
  }

  private func wait(_ times: [Instant], _ most: Int, _ now: Instant) -> Int? {
    guard times.count >= most, let oldest = times.min() else { return nil }
    return max(1, Int((oldest + span).since(now).seconds) + 1)
  }

  /// An IPv6 client has a whole network of addresses to itself (RFC 6177): its first 64 bits stand for it.
  static func network(of address: String) -> String {
    let address = address.prefix(64)
    guard address.contains(":"), !address.lowercased().hasPrefix("::ffff:") else { return String(address) }
    let halves = address.split(separator: ":", omittingEmptySubsequences: false)
    var groups: [Substring] = []
    for group in halves.prefix(4) {
      guard !group.isEmpty else { break }
      groups.append(group)
    }
    return groups.joined(separator: ":") + "::/64"
  }
}
