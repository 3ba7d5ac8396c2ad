import Foundation
import Support
import Testing

/// A desk that `serve` works on: a maildir, a database, and a relay of a test's own.
struct ServingDesk {
  let folder: TemporaryDirectory

  var mail: URL { folder.url.appending(path: "mail") }
  var database: String { folder.url.appending(path: "servicedesk.sqlite").path }

  /// - Parameters:
  ///   - relay: where mail leaves; a maildir where nil.
  ///   - more: further sections of the configuration.
  init(relay: String? = nil, _ more: String = "log: {level: info}") throws {
    folder = try TemporaryDirectory()
    try Self.makeMaildir(at: mail)
    let courier =
      relay.map { "{url: \"\($0)\", tls: never, hourly_cap: 1000}" } ?? "{url: \"maildir:notices\", hourly_cap: 1000}"
    try folder.write(
      "servicedesk.yaml",
      """
      desk: {name: Support, domain: desk.example}
      queues:
        - {name: support, address: support@desk.example, mailboxes: ["maildir:mail"]}
      courier: \(courier)
      notices: {per_address_hour: 1000}
      dashboard: {listen: "127.0.0.1:0"}
      \(more)

      """)
  }

  func remove() { folder.remove() }

  static func makeMaildir(at url: URL) throws {
    for part in ["new", "cur", "tmp"] {
      try FileManager.default.createDirectory(at: url.appending(path: part), withIntermediateDirectories: true)
    }
  }

  /// Delivers a message as a mail server does: whole, or not at all.
  func put(_ number: Int, subject: String? = nil) throws {
    let text = """
      From: Ana <ana\(number)@acme.example>
      To: support@desk.example
      Subject: \(subject ?? "Message \(number)")
      Message-ID: <serve.\(number)@acme.example>

      The printer number \(number) prints everything twice.

      """
    let name = "1795000001.M\(number + 1000)"
    let waiting = mail.appending(path: "tmp/\(name)")
    try text.write(to: waiting, atomically: false, encoding: .utf8)
    try FileManager.default.moveItem(at: waiting, to: mail.appending(path: "new/\(name)"))
  }

  /// Starts `serve`, and returns when it says that it is ready.
  func serve(_ arguments: [String] = [], environment: [String: String] = [:]) throws -> RunningBinary {
    let serve = try RunningBinary(["serve"] + arguments, in: folder.url, environment: environment)
    try serve.awaitLog("ready")
    return serve
  }

  func run(_ arguments: String...) throws -> Binary.Run { try Binary.run(arguments, in: folder.url) }

  /// Proves that each message is there once, and its notice too.
  func expectAllOnce(_ count: Int, sourceLocation: SourceLocation = #_sourceLocation) throws {
    let proof = try run("reconcile", "--json")
    #expect(
      proof.status == 0 && proof.output.contains(#""checked":\#(count),"waiting":0,"problems":0"#),
      "\(proof.output)\(proof.errors)", sourceLocation: sourceLocation)
    let tickets = try run("list", "--status", "all", "--limit", "0", "--json").output.split(separator: "\n")
    #expect(tickets.count == count, sourceLocation: sourceLocation)
    let outbox = try run("outbox", "list", "--limit", "0", "--json").output.split(separator: "\n")
    #expect(
      outbox.count == count && outbox.allSatisfy { $0.contains(#""kind":"received""#) },
      "one notice a ticket", sourceLocation: sourceLocation)
    let chain = try run("audit", "verify")
    #expect(chain.status == 0, "\(chain.output)", sourceLocation: sourceLocation)
  }
}
