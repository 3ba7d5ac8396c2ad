import Desk
import Glibc
import Mailbox

extension DeskConfig {
  /// Reads a file's tree.
  ///
  /// - Throws: `ConfigError` for the first thing that is wrong, with its place.
  init(_ root: ConfigNode, host: String, folder: String) throws(ConfigError) {
    self.init(host: host, folder: folder, file: root.file)
    let sections = try root.section([
      "desk", "database", "queues", "priority_tags", "notices", "courier", "intake", "trusted", "service_levels",
      "dashboard", "log", "retention",
    ])
    if let desk = sections["desk"] { try readDesk(desk) }
    try sections.read("database", into: &database) { node throws(ConfigError) in try node.text() }
    if let queues = sections["queues"] { try readQueues(queues) }
    if let tags = sections["priority_tags"] { try readPriorityTags(tags) }
    if let notices = sections["notices"] { try readNotices(notices) }
    if let courier = sections["courier"] { try readCourier(courier) }
    if let intake = sections["intake"] { try readIntake(intake) }
    if let trusted = sections["trusted"] { try readTrusted(trusted) }
    if let levels = sections["service_levels"] { try readServiceLevels(levels) }
    if let dashboard = sections["dashboard"] { try readDashboard(dashboard) }
    if let log = sections["log"] { try readLog(log) }
    try checkUnused(sections)
  }

  private mutating func readDesk(_ node: ConfigNode) throws(ConfigError) {
    let section = try node.section(["name", "domain", "timezone", "close_after"])
    try section.read("name", into: &settings.name) { node throws(ConfigError) in try node.text() }
    try section.read("domain", into: &settings.domain, Self.domain)
    try section.read("timezone", into: &timezone, Self.timezone)
    try section.read("close_after", into: &settings.closeAfter) { node throws(ConfigError) in
      try node.span(atLeast: .minutes(1))
    }
    // Without queues of its own, the desk's one address follows its domain.
    if section["domain"] != nil {
      settings.queues = [SupportQueue(name: "support", address: EmailAddress("support@\(settings.domain)"))]
    }
  }

  private static func domain(_ node: ConfigNode) throws(ConfigError) -> String {
    let text = try node.text()
    guard EmailAddress("x@\(text)").isDeliverable, !text.contains("@") else {
      throw node.error("\(node.path): '\(text)' is no domain")
    }
    return text
  }

  private static func timezone(_ node: ConfigNode) throws(ConfigError) -> String {
    let text = try node.text()
    let isName = text.utf8.allSatisfy { byte in
      byte > 0x20 && byte < 0x7F && byte != UInt8(ascii: ":") && byte != UInt8(ascii: ".")
    }
    guard isName, !text.hasPrefix("/"), text == "UTC" || access("/usr/share/zoneinfo/\(text)", R_OK) == 0 else {
      throw node.error("\(node.path): no time zone '\(text)'; they are called like Europe/Lisbon or UTC")
    }
    return text
  }

  private mutating func readQueues(_ node: ConfigNode) throws(ConfigError) {
    let elements = try node.elements()
    guard !elements.isEmpty else { throw node.error("queues: at least one is needed") }
    settings.queues = []
    for element in elements {
      let queue = try readQueue(element)
      guard settings.queue(named: queue.name) == nil else {
        throw element.error("\(element.path): there is a queue '\(queue.name)' already")
      }
      for address in [queue.address] + queue.aliases where settings.isOurs(address) {
        throw element.error("\(element.path): \(address) is another queue's address")
      }
      settings.queues.append(queue)
    }
  }

  private mutating func readQueue(_ node: ConfigNode) throws(ConfigError) -> SupportQueue {
    let section = try node.section([
      "name", "address", "aliases", "plus_addressing", "default_priority", "assignee", "mailboxes",
    ])
    var queue = SupportQueue(name: "", address: EmailAddress(""))
    try section.read("name", into: &queue.name) { node throws(ConfigError) in try node.text() }
    guard !queue.name.isEmpty else { throw node.error("\(node.path): a queue needs a name") }
    queue.address = EmailAddress("\(queue.name)@\(settings.domain)")
    try section.read("address", into: &queue.address) { node throws(ConfigError) in try node.address() }
    guard queue.address.isDeliverable else { throw node.error("\(node.path): a queue needs an address") }
    try section.read("aliases", into: &queue.aliases) { node throws(ConfigError) in
      var aliases: [EmailAddress] = []
      for element in try node.elements() { aliases.append(try element.address()) }
      return aliases
    }
    try section.read("plus_addressing", into: &queue.plusAddressing) { node throws(ConfigError) in try node.bool() }
    try section.read("default_priority", into: &queue.defaultPriority) { node throws(ConfigError) in
      try node.choice(of: Priority.self)
    }
    try section.read("assignee", into: &queue.assignee) { node throws(ConfigError) in try node.text() }
    if let mailboxes = section["mailboxes"] {
      for element in try mailboxes.elements() { self.mailboxes.append(try mailbox(element, queue: queue.name)) }
    }
    return queue
  }

  /// A mailbox is a URL, or a mapping that says more about it.
  private func mailbox(_ node: ConfigNode, queue: String) throws(ConfigError) -> ConfiguredMailbox {
    guard node.isMapping else {
      return ConfiguredMailbox(url: try url(node), queue: queue, after: nil)
    }
    let section = try node.section([
      "url", "username", "password_file", "password_command", "token_file", "token_command", "ca_file", "tls", "after",
    ])
    guard let place = section["url"] else { throw node.error("\(node.path): a mailbox needs a url") }
    var mailbox = ConfiguredMailbox(url: try url(place), queue: queue, after: nil)
    try section.read("after", into: &mailbox.after, Self.after)
    mailbox.login = try login(section)
    return mailbox
  }

  private func login(_ section: ConfigSection) throws(ConfigError) -> MailboxLogin {
    var login = MailboxLogin()
    try section.read("username", into: &login.username) { node throws(ConfigError) in try node.text() }
    try section.read("ca_file", into: &login.caFile) { node throws(ConfigError) in self.resolved(try node.text()) }
    try section.read("tls", into: &login.security) { node throws(ConfigError) in
      try node.choice(of: IMAPLogin.Security.self)
    }
    login.password = try Secret(section, file: "password_file", command: "password_command", in: self)
    login.token = try Secret(section, file: "token_file", command: "token_command", in: self)
    if login.password != nil, let node = section["token_file"] ?? section["token_command"] {
      throw node.error("\(node.path): give either a password or a token")
    }
    return login
  }

  private func url(_ node: ConfigNode) throws(ConfigError) -> MailboxURL {
    let text = try node.text()
    do {
      let url = try MailboxURL(text)
      guard url != .standardInput else { throw node.error("\(node.path): '-' is for the command line alone") }
      return folder == "." ? url : url.relative(to: folder)
    } catch let error as MailboxError {
      throw node.error("\(node.path): \(error.description)")
    } catch let error as ConfigError {
      throw error
    } catch {
      throw node.error("\(node.path): \(error)")
    }
  }

  private static func after(_ node: ConfigNode) throws(ConfigError) -> AfterIntake {
    let text = try node.text()
    guard let after = AfterIntake(text) else {
      throw node.error("\(node.path): expected seen, leave, delete or move:FOLDER, found '\(text)'")
    }
    return after
  }

  private mutating func readPriorityTags(_ node: ConfigNode) throws(ConfigError) {
    let section = try node.section(Priority.allCases.map(\.rawValue))
    let words: (ConfigNode) throws(ConfigError) -> [String] = { node throws(ConfigError) in
      var words: [String] = []
      for element in try node.elements() {
        let word = try element.text()
        guard !word.isEmpty, word.allSatisfy({ !$0.isWhitespace && !"[]():!".contains($0) }) else {
          throw element.error("\(element.path): a tag is one word without brackets, colon or exclamation mark")
        }
        words.append(word)
      }
      return words
    }
    try section.read("high", into: &settings.priorityTags.high, words)
    try section.read("medium", into: &settings.priorityTags.medium, words)
    try section.read("low", into: &settings.priorityTags.low, words)
  }

  private mutating func readNotices(_ node: ConfigNode) throws(ConfigError) {
    let section = try node.section([
      "received", "resolved", "closed", "assigned", "reopened", "overdue", "max_age", "per_address_hour",
      "redirect_to", "templates",
    ])
    let bool: (ConfigNode) throws(ConfigError) -> Bool = { node throws(ConfigError) in try node.bool() }
    try section.read("received", into: &settings.notices.received, bool)
    try section.read("resolved", into: &settings.notices.resolved, bool)
    try section.read("closed", into: &settings.notices.closed, bool)
    try section.read("assigned", into: &settings.notices.assigned, bool)
    try section.read("reopened", into: &settings.notices.reopened, bool)
    try section.read("overdue", into: &settings.notices.overdue, bool)
    try section.read("max_age", into: &settings.notices.maxAge) { node throws(ConfigError) in try node.span() }
    try section.read("per_address_hour", into: &settings.notices.perAddressHour) { node throws(ConfigError) in
      try node.integer(0...1_000_000)
    }
    try section.read("redirect_to", into: &settings.notices.redirectTo) { node throws(ConfigError) in
      try node.address()
    }
    if let node = section["redirect_to"], let address = settings.notices.redirectTo, settings.isOurs(address) {
      throw node.error("\(node.path): \(address) is an address of this desk; mail to it would come back")
    }
    try section.read("templates", into: &templates) { node throws(ConfigError) in try node.text() }
  }

  private mutating func readCourier(_ node: ConfigNode) throws(ConfigError) {
    let section = try node.section([
      "url", "username", "password_file", "password_command", "ca_file", "tls", "connections", "hourly_cap",
    ])
    let text: (ConfigNode) throws(ConfigError) -> String = { node throws(ConfigError) in try node.text() }
    try section.read("url", into: &courier.url, text)
    try section.read("username", into: &courier.username, text)
    try section.read("ca_file", into: &courier.caFile, text)
    courier.password = try Secret(section, file: "password_file", command: "password_command", in: self)
    courier.caFile = courier.caFile.map(resolved)
    try section.read("tls", into: &courier.tls) { node throws(ConfigError) in
      try node.choice(CourierSection.policies)
    }
    try section.read("connections", into: &courier.connections) { node throws(ConfigError) in
      try node.integer(1...32)
    }
    try section.read("hourly_cap", into: &settings.notices.hourlyCap) { node throws(ConfigError) in
      try node.integer(0...10_000_000)
    }
  }

  private mutating func readIntake(_ node: ConfigNode) throws(ConfigError) {
    let section = try node.section(["poll", "watch", "max_size", "after", "rules"])
    try section.read("poll", into: &intake.poll) { node throws(ConfigError) in try node.span(atLeast: .seconds(1)) }
    try section.read("watch", into: &intake.watch) { node throws(ConfigError) in try node.span(atLeast: .seconds(1)) }
    try section.read("max_size", into: &intake.maxSize) { node throws(ConfigError) in try node.size() }
    try section.read("after", into: &intake.after, Self.after)
    try section.read("rules", into: &settings.rules) { node throws(ConfigError) in
      var rules: [IntakeRule] = []
      for element in try node.elements() { rules.append(try Self.rule(element)) }
      return rules
    }
  }

  private static func rule(_ node: ConfigNode) throws(ConfigError) -> IntakeRule {
    let section = try node.section(["header", "contains", "then"])
    guard let header = section["header"], let contains = section["contains"], let then = section["then"] else {
      throw node.error("\(node.path): a rule needs header, contains and then")
    }
    return IntakeRule(
      header: try headerName(header), contains: try contains.text(),
      then: try then.choice(of: IntakeRule.Verdict.self))
  }

  private static func headerName(_ node: ConfigNode) throws(ConfigError) -> String {
    let text = try node.text()
    guard !text.isEmpty, text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: ":") }) else {
      throw node.error("\(node.path): '\(text)' is no header's name")
    }
    return text
  }

  private mutating func readTrusted(_ node: ConfigNode) throws(ConfigError) {
    let section = try node.section([
      "authserv_id", "spam_header", "recipient_header", "forwards", "require_authentication",
    ])
    try section.read("authserv_id", into: &settings.trusted.authservID) { node throws(ConfigError) in
      try node.text()
    }
    try section.read("spam_header", into: &settings.trusted.spamHeader, Self.headerName)
    try section.read("recipient_header", into: &settings.trusted.recipientHeader, Self.headerName)
    try section.read("forwards", into: &settings.trusted.forwards) { node throws(ConfigError) in try node.bool() }
    try section.read("require_authentication", into: &settings.trusted.requireAuthentication) {
      node throws(ConfigError) in
      try node.bool()
    }
    if let node = section["require_authentication"], settings.trusted.requireAuthentication,
      settings.trusted.authservID == nil
    {
      throw node.error("\(node.path): name the server whose word counts in trusted.authserv_id")
    }
  }

  private mutating func readServiceLevels(_ node: ConfigNode) throws(ConfigError) {
    let section = try node.section(Priority.allCases.map(\.rawValue))
    for priority in Priority.allCases {
      guard let node = section[priority.rawValue] else { continue }
      let level = try node.section(["first_response", "resolve"])
      let span: (ConfigNode) throws(ConfigError) -> Span = { node throws(ConfigError) in
        try node.span(atLeast: .minutes(1))
      }
      try level.read("first_response", into: &settings.serviceLevels[priority].firstResponse, span)
      try level.read("resolve", into: &settings.serviceLevels[priority].resolve, span)
    }
  }

  /// Sections that commands of this version do not use are held to their form all the same: a slip of the fingers in
  /// them must not come to light a year later.
  private func checkUnused(_ sections: ConfigSection) throws(ConfigError) {
    if let retention = try sections["retention"]?.section(["raw", "closed", "spam"]) {
      for key in ["raw", "closed", "spam"] {
        guard let node = retention[key], try node.text() != "never" else { continue }
        _ = try node.span(atLeast: .days(1))
      }
    }
  }
}
