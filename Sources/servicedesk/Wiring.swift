import Courier
import Desk
import Foundation
import Intake
import Mailbox
import Notices
import Store
import Work

/// The one place that knows every room: what the environment and the configuration say becomes the parts that commands
/// work with.
struct Wiring {
  let options: GlobalOptions
  let environment: [String: String]
  let config: DeskConfig
  let printer: Printer
  let now: Now
  /// The database file.
  let database: String
  private let scratch = ScratchFolder()
  private let turns = IMAPTurns()

  /// - Parameter config: what the configuration says, where it was read already.
  /// - Throws: `ConfigError`.
  init(_ options: GlobalOptions, config: DeskConfig? = nil) throws {
    self.options = options
    environment = ProcessInfo.processInfo.environment
    self.config =
      try config ?? ConfigFile.load(named: options.config, environment: environment, host: HostName.current())
    tzset()
    printer = Printer(screen: .standard(environment))
    now = TestHooks.clock(environment)
    database = options.database ?? self.config.resolved(self.config.database ?? DeskConfig.defaultDatabase)
  }

  var screen: Screen { printer.screen }

  // MARK: The store

  /// For commands that only read: one read-only connection.
  ///
  /// - Throws: `StoreError` with `noDatabase` when there is none.
  func storeForReading() throws -> TicketStore {
    try TicketStore.open(at: database, mode: .read, now: now)
  }

  /// For commands that write: a missing database is made, and that is said.
  func storeForWriting() throws -> TicketStore {
    // SQLite says of a file on a read-only disk that it cannot be opened.
    if access(database, F_OK) == 0, access(database, W_OK) != 0 {
      let because = errno == EROFS ? "its disk is read-only" : String(cString: strerror(errno))
      throw StoreError(.readOnly, file: database, detail: because)
    }
    let store = try TicketStore.open(at: database, mode: .create, now: now)
    if store.wasCreated { printer.remark("made the database \(database)") }
    return store
  }

  /// For commands that decide and change nothing: the database, or one that is gone afterwards where there is none.
  func storeForTrying() throws -> TicketStore {
    guard access(database, F_OK) != 0 else { return try TicketStore.open(at: database, mode: .write, now: now) }
    return try TicketStore.open(at: scratch.path(environment) + "/desk.sqlite", mode: .create, now: now)
  }

  /// The verbs over a store.
  ///
  /// - Throws: `TemplateError` or `FileError` for templates that cannot be used.
  func work(_ store: TicketStore) throws -> DeskWork {
    try DeskWork(settings: config.settings, store: store, templates: templates())
  }

  private func templates() throws -> NoticeTemplates {
    guard let folder = config.templates.map(config.resolved) else { return NoticeTemplates() }
    return try TemplateFolder.read(folder)
  }

  // MARK: Mailboxes

  /// A mailbox ready to be listed, with the queue that it belongs to.
  struct OpenMailbox {
    var source: any MailSource
    var queue: String?
  }

  /// Goes through the mailboxes named on the command line, else those of the configuration, and the spool where there is
  /// one, so that piped mail never waits for another pipe.
  ///
  /// One is open at a time: a server may allow an account no more.
  func forEachMailbox(_ named: [String], _ body: (OpenMailbox) throws -> Void) throws {
    let ways: [() throws -> OpenMailbox] =
      named.isEmpty
      ? config.mailboxes.map { mailbox in { try open(mailbox) } } : named.map { name in { try open(name) } }
    var hasSpool = false
    for way in ways {
      let mailbox = try way()
      hasSpool = hasSpool || mailbox.source.name == MailboxURL.standardInput.description
      try body(mailbox)
    }
    if !hasSpool, Spool.exists(besideDatabase: database) { try body(open("-")) }
  }

  /// A mailbox as it was named on the command line; one that the configuration knows keeps its queue and its `after`.
  func open(_ name: String) throws -> OpenMailbox {
    if let known = config.mailboxes.first(where: { $0.isNamed(name) }) { return try open(known) }
    let url = try MailboxURL(name)
    if let known = config.mailboxes.first(where: { $0.url == url }) { return try open(known) }
    let source = try opener(of: url)({ false })
    guard let known = config.mailboxes.first(where: { (try? open($0))?.source.name == source.name }) else {
      return OpenMailbox(source: source, queue: nil)
    }
    return try open(known)
  }

  func open(_ mailbox: ConfiguredMailbox) throws -> OpenMailbox {
    OpenMailbox(source: try opener(of: mailbox.url, mailbox)({ false }), queue: mailbox.queue)
  }

  /// Opens a mailbox, again and again and on any thread, for somebody who may have to end meanwhile.
  typealias Opener = @Sendable (_ isEnding: @escaping @Sendable () -> Bool) throws -> any MailSource

  /// What opens the mailbox of a URL.
  ///
  /// - Parameter mailbox: what the configuration says of it.
  func opener(of url: MailboxURL, _ mailbox: ConfiguredMailbox? = nil) -> Opener {
    let database = database
    let after = mailbox?.after ?? config.intake.after
    let maxSize = config.intake.maxSize
    let login = login(mailbox?.login ?? MailboxLogin())
    return { isEnding in
      var login = login
      login.isEnding = isEnding
      return try url.open(database: database, after: after, keepsAbove: maxSize, login: login)
    }
  }

  private func login(_ section: MailboxLogin) -> IMAPLogin {
    var login = IMAPLogin()
    login.turns = turns
    login.username = section.username
    login.caFile = section.caFile
    login.security = section.security
    let password = section.password ?? .credential("imap_password", environment)
    if let token = section.token {
      login.secret = { .token(try token.read(as: "token")) }
      login.origin = IMAPLogin.Origin(isToken: true, place: token.place(as: "token"))
    } else if let password {
      login.secret = { .password(try password.read()) }
      login.origin = IMAPLogin.Origin(place: password.place(as: "password"))
    }
    return login
  }

  /// A mailbox of the configuration as the ledger names it and every command takes it, whatever it was written like
  /// there; one that cannot be reached, by its absolute path.
  func name(of mailbox: ConfiguredMailbox) -> String {
    switch mailbox.url {
    case .imap(let address):
      (mailbox.login.username ?? address.user).map(address.name(user:)) ?? mailbox.url.description
    case .standardInput: mailbox.url.description
    case .maildir, .mbox:
      (try? open(mailbox))?.source.name
        ?? mailbox.url.relative(to: FileManager.default.currentDirectoryPath).description
    }
  }

  // MARK: The courier

  /// Whether a `serve` is at work on the database.
  var isServed: Bool { ServePresence.found(besideDatabase: database) != nil }

  /// What gets `count` mails that wait on their way: a command, or a `serve` that is at work anyway.
  func deliveryAdvice(_ count: Int = 1) -> String {
    isServed ? "serve sends \(count == 1 ? "it" : "them")" : "servicedesk deliver"
  }

  /// How mail leaves.
  ///
  /// - Parameter override: a URL instead of the configured one, for one run; an `smtp://` one is encrypted where that is
  ///   offered.
  func courier(overriddenBy override: String? = nil) throws -> CourierRoute {
    let section = config.courier
    var settings = CourierSettings(url: override ?? section.url ?? CourierSection.defaultURL)
    settings.tls = TLSPolicy(rawValue: section.tls) ?? .required
    if let override, override.lowercased().hasPrefix("smtp://") { settings.tls = .offered }
    settings.caFile = section.caFile
    settings.clientName = config.settings.domain
    if override == nil, let username = section.username {
      settings.username = username
      settings.password = try (section.password ?? .credential("courier_password", environment))?.read()
    }
    return try CourierRoute(
      settings, relativeTo: section.url == nil ? absolute(databaseFolder) : absolute(config.folder))
  }

  /// A ledger that says where a mail was written must still be right in another folder.
  private func absolute(_ folder: String) -> String {
    guard let real = realpath(folder, nil) else { return folder }
    defer { free(real) }
    return String(cString: real)
  }

  var caps: OutboxCaps {
    OutboxCaps(
      perAddressHour: config.settings.notices.perAddressHour, hourly: config.settings.notices.hourlyCap)
  }

  /// The folder of the database, where things lie that nobody has given a place.
  var databaseFolder: String {
    let folder = database.split(separator: "/", omittingEmptySubsequences: false).dropLast().joined(separator: "/")
    return folder.isEmpty ? (database.hasPrefix("/") ? "/" : ".") : folder
  }
}
