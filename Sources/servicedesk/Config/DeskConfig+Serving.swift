/// The section `dashboard`.
struct DashboardSection: Equatable {
  var listen = ListenAddress()
  /// Without a slash at its end; nil for the address it listens at.
  var publicURL: String?
  var reportForm = false
  var trustedProxies: [String] = []
}

/// The section `log`.
struct LogSection: Equatable {
  enum Format: String, CaseIterable {
    case text, json
  }

  var format = Format.text
  var level = LogLevel.notice
}

extension DeskConfig {
  mutating func readDashboard(_ node: ConfigNode) throws(ConfigError) {
    let section = try node.section(["listen", "public_url", "report_form", "trusted_proxies"])
    try section.read("listen", into: &dashboard.listen) { node throws(ConfigError) in
      let text = try node.text()
      guard let address = ListenAddress(text) else {
        throw node.error("\(node.path): expected HOST:PORT such as 127.0.0.1:5000 or [::1]:5000, found '\(text)'")
      }
      return address
    }
    try section.read("public_url", into: &dashboard.publicURL, Self.publicURL)
    try section.read("report_form", into: &dashboard.reportForm) { node throws(ConfigError) in try node.bool() }
    try section.read("trusted_proxies", into: &dashboard.trustedProxies) { node throws(ConfigError) in
      var addresses: [String] = []
      for element in try node.elements() {
        let text = try element.text()
        guard let address = IPAddress(text) else {
          throw element.error("\(element.path): expected an address such as 127.0.0.1 or ::1, found '\(text)'")
        }
        addresses.append(address.text)
      }
      return addresses
    }
  }

  /// `https://HOST` or `https://HOST:PORT`: pages lie at the root of their host.
  private static func publicURL(_ node: ConfigNode) throws(ConfigError) -> String {
    let text = try node.text()
    let lowered = text.lowercased()
    let scheme = ["https://", "http://"].first { lowered.hasPrefix($0) }
    var authority = text.dropFirst(scheme?.count ?? 0)
    if authority.hasSuffix("/") { authority = authority.dropLast() }
    let isHost = ListenAddress.isName(authority) || ListenAddress(String(authority)).map { $0.port > 0 } == true
    guard let scheme, isHost else {
      throw node.error(
        "\(node.path): expected https://HOST or http://HOST:PORT without a path, found '\(text)'")
    }
    return scheme + authority.lowercased()
  }

  mutating func readLog(_ node: ConfigNode) throws(ConfigError) {
    let section = try node.section(["format", "level"])
    try section.read("format", into: &log.format) { node throws(ConfigError) in
      try node.choice(of: LogSection.Format.self)
    }
    try section.read("level", into: &log.level) { node throws(ConfigError) in
      try node.choice(of: LogLevel.self)
    }
  }
}
