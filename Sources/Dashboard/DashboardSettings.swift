/// How the dashboard is served, and what it says of the desk around it.
package struct DashboardSettings: Sendable {
  /// Where it listens; port 0 takes a free one.
  package var host = "127.0.0.1"
  package var port = 5000
  /// Where people reach it, such as `https://desk.example.org`; nil for the address it listens at.
  package var publicURL: String?
  /// Whether everybody may file a report at `/report`.
  package var hasReportForm = false
  /// Addresses of proxies whose `X-Forwarded-For` is believed.
  package var trustedProxies: [String] = []
  /// The zone of times on pages, such as `Europe/Berlin`.
  package var timezone = "UTC"
  /// The mailboxes taken in, as people read them.
  package var mailboxes: [String] = []
  /// Where mail leaves, as people read it.
  package var courier = ""
  package var database = ""
  package var version = ""
  /// Told the port once connections are accepted.
  package var onListening: (@Sendable (Int) -> Void)?

  package init() {}

  /// Whether browsers reach it through TLS, so that cookies may demand it.
  var isSecure: Bool { publicURL?.lowercased().hasPrefix("https://") ?? false }

  /// The host and port of the public URL, as an `Origin` has them.
  var publicHost: String? {
    publicURL?.split(separator: "/", maxSplits: 2, omittingEmptySubsequences: false).dropFirst(2).first
      .map { String($0.prefix { $0 != "/" }) }
  }
}
