import Foundation

/// Postfix's `smtp-sink`: a real SMTP server that takes everything, or fails where it is told to.
package final class SMTPSink: Sendable {
  package let port: Int

  package var url: String { "smtp://127.0.0.1:\(port)" }

  private let process: ChildProcess
  private let dump: URL

  private static let program = "/usr/sbin/smtp-sink"

  /// Whether the machine has it; it comes with the package postfix.
  package static var isInstalled: Bool { FileManager.default.isExecutableFile(atPath: program) }

  /// Starts one.
  ///
  /// - Parameters:
  ///   - options: such as `-f RCPT` to refuse every recipient, `-r MAIL` to defer every sender.
  ///   - port: a free one where nil.
  package init(_ options: String..., port: Int? = nil) throws {
    self.port = try port ?? LoopbackPort.free()
    let port = self.port
    dump = URL(filePath: NSTemporaryDirectory()).appending(path: "servicedesk-sink-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: dump, withIntermediateDirectories: true)
    try FileManager.default.setAttributes([.posixPermissions: 0o777], ofItemAtPath: dump.path)
    // It will not serve as root.
    let user = getuid() == 0 ? ["-u", "nobody"] : []
    process = try ChildProcess(
      Self.program, user + options + ["-d", "\(dump.path)/%s.", "127.0.0.1:\(port)", "100"])
    try LoopbackPort.awaitListener(on: port)
  }

  deinit {
    process.end()
    try? FileManager.default.removeItem(at: dump)
  }

  /// The mails taken so far, each with `X-Mail-Args` and `X-Rcpt-Args` as they came over the wire, in no order.
  package func mails() throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: dump.path).map {
      String(decoding: try Data(contentsOf: dump.appending(path: $0)), as: UTF8.self)
    }
  }
}
