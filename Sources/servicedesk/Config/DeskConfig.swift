import Desk
import Glibc
import Mailbox

/// All that the configuration file says, checked; what it does not say has its default.
struct DeskConfig {
  /// As messages name it; nil where the desk runs without one.
  var file: String?
  /// Whether there is a file, and nothing in it.
  var isEmpty = false
  /// What relative paths in it are relative to: its own folder.
  var folder: String
  var settings: DeskSettings
  /// The zone of the times on pages; a terminal shows whoever reads it their own.
  var timezone = "UTC"
  /// As the file says it, relative to `folder`; nil for the default beside it.
  var database: String?
  var mailboxes: [ConfiguredMailbox] = []
  /// A folder of notice templates that replace our own.
  var templates: String?
  var courier = CourierSection()
  var intake = IntakeSection()
  var dashboard = DashboardSection()
  var log = LogSection()

  static let defaultDatabase = "servicedesk.sqlite"

  /// A desk that nobody has configured: one queue at this machine.
  init(host: String, folder: String = ".", file: String? = nil) {
    self.file = file
    self.folder = folder
    settings = DeskSettings(
      domain: host, queues: [SupportQueue(name: "support", address: EmailAddress("support@\(host)"))])
  }

  /// A path of the file's, looked up from the file's own folder.
  func resolved(_ path: String) -> String {
    path.hasPrefix("/") || folder == "." ? path : "\(folder)/\(path)"
  }
}

/// A mailbox of a queue.
struct ConfiguredMailbox: Equatable {
  var url: MailboxURL
  var queue: String
  /// Nil for what `intake.after` says.
  var after: AfterIntake?
  var login = MailboxLogin()

  /// Whether the ledger calls it so: an IMAP folder is named by its user, whoever says who that is.
  func isNamed(_ name: String) -> Bool {
    guard case .imap(let address) = url, let user = login.username ?? address.user else { return false }
    return address.name(user: user) == name
  }
}

/// How to get into a mailbox on a server.
struct MailboxLogin: Equatable {
  var username: String?
  var password: Secret?
  /// An OAuth 2 access token instead of a password.
  var token: Secret?
  var caFile: String?
  var security = IMAPLogin.Security.required
}

/// The section `courier`.
struct CourierSection: Equatable {
  /// Nil for the default: the maildir `outgoing` beside the database.
  var url: String?
  var username: String?
  var password: Secret?
  var caFile: String?
  var tls = "required"
  var connections = 4

  static let policies = ["required", "offered", "never"]
  static let defaultURL = "maildir:outgoing"
}

/// The section `intake`.
struct IntakeSection: Equatable {
  var poll: Span = .seconds(60)
  var watch: Span = .seconds(1)
  var maxSize = 50 << 20
  var after: AfterIntake = .seen
}

/// The name of this machine, as its addresses have it.
enum HostName {
  static func current() -> String {
    var buffer = [CChar](repeating: 0, count: 256)
    guard gethostname(&buffer, buffer.count - 1) == 0 else { return "localhost" }
    let name = String(decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    return EmailAddress("support@\(name)").isDeliverable ? name : "localhost"
  }
}
