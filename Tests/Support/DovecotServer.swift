package import Foundation
import Glibc

/// A real Dovecot of a test's own: own configuration, own mail, two loopback ports.
///
/// Every user has the password `secret` and a maildir of their own, which tests may fill behind its back.
package final class DovecotServer: Sendable {
  /// Plain text, with STARTTLS.
  package let port: Int
  /// TLS from the first byte.
  package let securePort: Int
  /// The certificate that it shows, which is its own authority.
  package let certificate: String

  package let folder: URL

  private let extra: String

  private static let program = "/usr/sbin/dovecot"

  /// Whether the machine has it, and lets us run it: its master wants to be root.
  package static var isUsable: Bool {
    getuid() == 0 && FileManager.default.isExecutableFile(atPath: program)
      && FileManager.default.isExecutableFile(atPath: "/usr/lib/dovecot/imap")
  }

  /// Starts one.
  ///
  /// - Parameter extra: lines of configuration that win over the others.
  package init(extra: String = "") throws {
    port = try LoopbackPort.free()
    securePort = try LoopbackPort.free()
    folder = URL(filePath: "/tmp/servicedesk-dovecot-\(UUID().uuidString)")
    certificate = folder.appending(path: "server.pem").path
    try FileManager.default.createDirectory(at: folder.appending(path: "mail"), withIntermediateDirectories: true)
    try ChildProcess.run("/bin/chown", "-R", "nobody", folder.appending(path: "mail").path)
    try ChildProcess.run(
      "/usr/bin/openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=mail.example",
      "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1", "-keyout", folder.appending(path: "key.pem").path,
      "-out", certificate)
    self.extra = extra
    try configuration.write(to: folder.appending(path: "dovecot.conf"), atomically: true, encoding: .utf8)
    try start()
  }

  deinit {
    stop()
    try? FileManager.default.removeItem(at: folder)
  }

  /// Starts it again on the same ports.
  package func start() throws {
    try ChildProcess.run(
      Self.program, "-c", folder.appending(path: "dovecot.conf").path, errors: folder.appending(path: "errors").path)
    do {
      try LoopbackPort.awaitListener(on: port)
      if !extra.contains("ssl = no") { try LoopbackPort.awaitListener(on: securePort) }
    } catch {
      throw HarnessError("\(error); its log says:\n\(log)")
    }
  }

  /// Ends it, and waits until it is gone.
  package func stop() {
    let end = Date(timeIntervalSinceNow: 20)
    // It listens a moment before it says who it is.
    while master == nil, Date() < end { usleep(5000) }
    guard let master else { return }
    kill(master, SIGTERM)
    while kill(master, 0) == 0, Date() < end { usleep(5000) }
    try? FileManager.default.removeItem(at: pidFile)
  }

  private var pidFile: URL { folder.appending(path: "run/master.pid") }

  private var master: pid_t? {
    (try? String(contentsOf: pidFile, encoding: .utf8)).flatMap {
      pid_t($0.trimmingCharacters(in: .whitespacesAndNewlines))
    }
  }

  /// Where other servers may ask it whether a password is right.
  package var authenticationSocket: String { folder.path + "/auth" }

  /// What it wrote about its work.
  package var log: String {
    (try? String(contentsOf: folder.appending(path: "dovecot.log"), encoding: .utf8)) ?? ""
  }

  /// Where a user's mail lies: the inbox, or a folder of it by its name on disk, such as `.Done`.
  package func maildir(of user: String, _ box: String? = nil) -> URL {
    let root = folder.appending(path: "mail/\(user)")
    return box.map { root.appending(path: $0) } ?? root
  }

  /// Puts mail into a maildir as a mail server does.
  package func put(_ mails: [String], into user: String, _ box: String? = nil, seen: Bool = false) throws {
    let place = maildir(of: user, box)
    for part in ["tmp", "new", "cur"] {
      try FileManager.default.createDirectory(at: place.appending(path: part), withIntermediateDirectories: true)
    }
    try giveToServer([maildir(of: user), place] + ["tmp", "new", "cur"].map { place.appending(path: $0) })
    for mail in mails {
      let name = "\(Int(Date().timeIntervalSince1970)).\(UUID().uuidString).host"
      let data = Data(mail.replacing("\n", with: "\r\n").utf8)
      let tmp = place.appending(path: "tmp/\(name)")
      try data.write(to: tmp)
      try giveToServer([tmp])
      try FileManager.default.moveItem(at: tmp, to: place.appending(path: seen ? "cur/\(name):2,S" : "new/\(name)"))
    }
  }

  /// One by one: what others move about meanwhile is not met.
  private func giveToServer(_ files: [URL]) throws {
    guard let user = getpwnam("nobody")?.pointee.pw_uid else { throw HarnessError("there is no user nobody") }
    for file in files where chown(file.path, user, gid_t.max) != 0 {
      throw HarnessError("cannot give \(file.path) to nobody: \(String(cString: strerror(errno)))")
    }
  }

  /// The flags of each message in a folder by its file's name, such as `S`; new ones have none.
  package func flags(of user: String, _ box: String? = nil) -> [String] {
    let place = maildir(of: user, box)
    var flags: [String] = []
    for part in ["new", "cur"] {
      for name in (try? FileManager.default.contentsOfDirectory(atPath: place.appending(path: part).path)) ?? [] {
        flags.append(name.split(separator: ":2,", maxSplits: 1).dropFirst().first.map(String.init) ?? "")
      }
    }
    return flags.sorted()
  }

  private var configuration: String {
    """
    base_dir = \(folder.path)/run
    state_dir = \(folder.path)/state
    log_path = \(folder.path)/dovecot.log
    protocols = imap
    listen = 127.0.0.1
    ssl = yes
    ssl_cert = <\(certificate)
    ssl_key = <\(folder.path)/key.pem
    disable_plaintext_auth = no
    auth_mechanisms = plain login
    mail_location = maildir:~/
    first_valid_uid = 1
    default_login_user = nobody
    default_internal_user = nobody
    default_internal_group = nogroup
    passdb {
      driver = static
      args = password=secret
    }
    userdb {
      driver = static
      args = uid=nobody gid=nogroup home=\(folder.path)/mail/%u
    }
    service auth {
      unix_listener \(authenticationSocket) {
        mode = 0666
      }
    }
    service imap-login {
      inet_listener imap {
        port = \(port)
      }
      inet_listener imaps {
        port = \(securePort)
        ssl = yes
      }
    }
    \(extra)

    """
  }
}
