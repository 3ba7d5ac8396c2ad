import Foundation

/// A real Postfix of a test's own: own configuration, own queue, one loopback port.
///
/// It takes mail for anybody from this machine, as a relay does. Mail to `support@desk.example`, with or without a
/// `+suffix`, and to `jörg@desk.example` lands in the maildir; any other recipient in `desk.example` or `elsewhere.example` is unknown, so that
/// Postfix writes a bounce (`5.1.1`) to the envelope sender.
package final class PostfixServer: Sendable {
  package let port: Int

  package var url: String { "smtp://127.0.0.1:\(port)" }

  /// The certificate that `smtpd` shows, which is its own authority.
  package let certificate: String

  private let folder: URL
  private let extra: String

  private static let program = "/usr/sbin/postfix"

  /// Whether the machine has it, and lets us run it: its master wants to be root.
  package static var isUsable: Bool {
    getuid() == 0 && FileManager.default.isExecutableFile(atPath: program)
  }

  /// Starts one that delivers into `maildir`.
  ///
  /// - Parameter extra: lines of `main.cf` that win over the others.
  package init(deliveringInto maildir: TestMaildir, extra: String = "") throws {
    port = try LoopbackPort.free()
    self.extra = extra
    folder = URL(filePath: "/tmp/servicedesk-postfix-\(UUID().uuidString)")
    certificate = folder.appending(path: "relay.pem").path
    for part in ["conf", "queue", "data"] {
      try FileManager.default.createDirectory(at: folder.appending(path: part), withIntermediateDirectories: true)
    }
    try Self.letOthersWrite(into: maildir)
    try ChildProcess.run("/bin/chown", "postfix", folder.appending(path: "data").path)
    try makeCertificate()
    try main(maildir).write(to: folder.appending(path: "conf/main.cf"), atomically: true, encoding: .utf8)
    try master.write(to: folder.appending(path: "conf/master.cf"), atomically: true, encoding: .utf8)
    try ChildProcess.run(
      Self.program, "-c", folder.appending(path: "conf").path, "start", errors: folder.appending(path: "errors").path)
    do {
      try LoopbackPort.awaitListener(on: port)
    } catch {
      throw HarnessError("\(error); its log says:\n\(log)")
    }
  }

  deinit {
    // Ends the very processes of this configuration, which Postfix knows by their lock file.
    try? ChildProcess.run(Self.program, "-c", folder.appending(path: "conf").path, "stop")
    try? FileManager.default.removeItem(at: folder)
  }

  /// What it wrote about its work.
  package var log: String {
    (try? String(contentsOf: folder.appending(path: "mail.log"), encoding: .utf8)) ?? ""
  }

  /// How many connections it has taken so far, without the one that looked whether it listens.
  package var connections: Int { log.split(separator: "\n").count { $0.contains(": connect from ") } - 1 }

  /// What makes it ask for a login, as a submission server does: over TLS only, by the passwords of a Dovecot.
  package static func asking(_ passwords: DovecotServer) -> String {
    """
    smtpd_sasl_auth_enable = yes
    smtpd_sasl_type = dovecot
    smtpd_sasl_path = \(passwords.authenticationSocket)
    smtpd_tls_auth_only = yes
    smtpd_relay_restrictions = permit_sasl_authenticated, reject_unauth_destination
    smtpd_recipient_restrictions = permit_sasl_authenticated, reject
    """
  }

  private func main(_ maildir: TestMaildir) -> String {
    """
    compatibility_level = 3.6
    queue_directory = \(folder.path)/queue
    data_directory = \(folder.path)/data
    maillog_file = \(folder.path)/mail.log
    maillog_file_prefixes = /tmp
    myhostname = relay.example
    mydestination =
    inet_interfaces = 127.0.0.1
    inet_protocols = ipv4
    mynetworks = 127.0.0.0/8
    smtpd_relay_restrictions = permit_mynetworks, reject
    smtpd_recipient_restrictions =
    smtpd_reject_unlisted_recipient = no
    smtpd_tls_security_level = may
    smtpd_tls_received_header = yes
    smtpd_tls_chain_files = \(folder.path)/key.pem, \(certificate)
    notify_classes =
    recipient_delimiter = +
    virtual_mailbox_domains = desk.example, elsewhere.example
    virtual_mailbox_base = \(maildir.folder.path)
    virtual_mailbox_maps = inline:{ support@desk.example=\(maildir.url.lastPathComponent)/, jörg@desk.example=\(maildir.url.lastPathComponent)/ }
    virtual_uid_maps = static:\(Self.nobody.user)
    virtual_gid_maps = static:\(Self.nobody.group)
    virtual_minimum_uid = 1
    minimal_backoff_time = 1s
    queue_run_delay = 1s
    \(extra)

    """
  }

  private var master: String {
    let services = [
      "127.0.0.1:\(port) inet n - n - - smtpd", "cleanup unix n - n - 0 cleanup", "qmgr unix n - n 300 1 qmgr",
      "tlsmgr unix - - n 1000? 1 tlsmgr", "rewrite unix - - n - - trivial-rewrite", "bounce unix - - n - 0 bounce",
      "defer unix - - n - 0 bounce", "trace unix - - n - 0 bounce", "verify unix - - n - 1 verify",
      "proxymap unix - - n - - proxymap", "smtp unix - - n - - smtp", "relay unix - - n - - smtp",
      "error unix - - n - - error", "retry unix - - n - - error", "discard unix - - n - - discard",
      "virtual unix - n n - - virtual", "anvil unix - - n - 1 anvil", "scache unix - - n - 1 scache",
      "postlog unix-dgram n - n - 1 postlogd",
    ]
    return services.joined(separator: "\n") + "\n"
  }

  private func makeCertificate() throws {
    try ChildProcess.run(
      "/usr/bin/openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=relay.example",
      "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", folder.appending(path: "key.pem").path, "-out", certificate)
  }

  private static let nobody: (user: uid_t, group: gid_t) = {
    guard let entry = getpwnam("nobody") else { return (65_534, 65_534) }
    return (entry.pointee.pw_uid, entry.pointee.pw_gid)
  }()

  private static func letOthersWrite(into maildir: TestMaildir) throws {
    for place in [maildir.folder.path, maildir.path] + ["tmp", "new", "cur"].map({ "\(maildir.path)/\($0)" }) {
      try FileManager.default.setAttributes([.posixPermissions: 0o777], ofItemAtPath: place)
    }
  }
}
