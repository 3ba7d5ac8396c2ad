import Foundation
import Support
import Testing

/// A desk that takes part in an exchange of mail: its own database, and two maildirs in place of a mail server.
final class StormDesk {
  let folder: TemporaryDirectory
  let domain: String
  private var arrivals = 0

  /// - Parameters:
  ///   - queues: further queues, and what else belongs to the first, as lines of the configuration.
  ///   - more: further sections.
  init(_ domain: String = "desk.example", aliases: [String] = [], queues: String = "", _ more: String = "") throws {
    folder = try TemporaryDirectory()
    self.domain = domain
    try ServingDesk.makeMaildir(at: folder.url.appending(path: "mail"))
    try configure(aliases: aliases, queues: queues, more)
  }

  func configure(aliases: [String] = [], queues: String = "", _ more: String = "") throws {
    try folder.write(
      "servicedesk.yaml",
      """
      desk: {name: Support, domain: \(domain)}
      queues:
        - {name: support, address: support@\(domain), aliases: [\(aliases.joined(separator: ", "))], mailboxes: ["maildir:mail"]}
      \(queues)
      courier: {url: "maildir:out"}
      \(more)

      """)
  }

  func remove() { folder.remove() }

  /// Delivers a message into the desk's mailbox.
  func put(_ mail: String) throws {
    arrivals += 1
    let name = "1795000001.M\(arrivals + 100_000)"
    try folder.write("mail/tmp/\(name)", mail)
    try FileManager.default.moveItem(
      at: folder.url.appending(path: "mail/tmp/\(name)"), to: folder.url.appending(path: "mail/new/\(name)"))
  }

  /// Takes in what waits, sends what is due, and gives the mails that left since the last time.
  func turn() throws -> [Mail] {
    try expectDone(["ingest"])
    try expectDone(["deliver"])
    let new = folder.url.appending(path: "out/new")
    let names = (try? FileManager.default.contentsOfDirectory(atPath: new.path)) ?? []
    return try names.sorted().map { name in
      let text = try folder.read("out/new/\(name)")
      try FileManager.default.removeItem(at: new.appending(path: name))
      return Mail(text)
    }
  }

  @discardableResult
  func run(_ arguments: String...) throws -> Binary.Run { try run(arguments) }

  private func run(_ arguments: [String]) throws -> Binary.Run {
    try Binary.run(arguments, in: folder.url, environment: ["SERVICEDESK_OPERATOR": "alice"])
  }

  private func expectDone(_ arguments: [String]) throws {
    let run = try run(arguments)
    #expect(run.status == 0, "\(arguments): \(run.errors)")
  }

  /// The tickets, closed and merged ones too, as lines of JSON.
  func tickets() throws -> [Substring] {
    try run("list", "--status", "all", "--limit", "0", "--json").output.split(separator: "\n")
  }

  /// How many mails the desk has written to anybody, sent or not.
  func outbox() throws -> [Substring] {
    try run("outbox", "list", "--limit", "0", "--json").output.split(separator: "\n")
  }

  /// How many messages each fate met, by the ledger.
  func intake(_ disposition: String) throws -> Int {
    try run("intake", "list", "--disposition", disposition, "--limit", "0", "--json").output
      .split(separator: "\n").count
  }

  /// Lets somebody answer each mail of the desk until nobody writes any more, or for so many rounds.
  ///
  /// - Returns: how many mails left the desk.
  func exchange(rounds: Int = 20, _ answer: (Mail, Int) throws -> String?) throws -> Int {
    var sent = 0
    for _ in 0..<rounds {
      let mails = try turn()
      if mails.isEmpty { break }
      for mail in mails {
        sent += 1
        if let text = try answer(mail, sent) { try put(text) }
      }
    }
    return sent
  }
}

/// A mail as it lies in a maildir, with simple line ends.
struct Mail {
  var header: [String]
  var body: String

  init(_ text: String) {
    let text = text.replacing("\r\n", with: "\n")
    let parts = text.split(separator: "\n\n", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
    body = parts.count > 1 ? parts[1] : ""
    header = []
    for line in parts[0].split(separator: "\n").map(String.init) {
      if line.first?.isWhitespace == true, !header.isEmpty {
        header[header.count - 1] += line
      } else {
        header.append(line)
      }
    }
  }

  subscript(name: String) -> String? {
    header.first { $0.lowercased().hasPrefix(name.lowercased() + ":") }
      .map { $0.dropFirst(name.count + 1).trimmingCharacters(in: .whitespaces) }
  }

  /// The subject without prefixes and tokens.
  var bareSubject: String {
    (self["Subject"] ?? "").replacing(/\[SD-\d+\] ?/, with: "").replacing(/^(Re: )+/, with: "")
  }

  func without(_ names: [String]) -> Mail {
    var mail = self
    mail.header.removeAll { line in names.contains { line.lowercased().hasPrefix($0.lowercased() + ":") } }
    return mail
  }

  func with(_ field: String) -> Mail {
    var mail = self
    mail.header.insert(field, at: 0)
    return mail
  }

  var text: String { header.joined(separator: "\n") + "\n\n" + body }
}

/// Says how much mail a storm made, so that whoever reads the run's log sees it, and holds it against a bound.
func expectCalm(
  _ name: String, _ count: Int, atMost bound: Int, sourceLocation: SourceLocation = #_sourceLocation
) {
  print("storm: \(name): \(count) mails (at most \(bound))")
  #expect(count <= bound, "\(name)", sourceLocation: sourceLocation)
}
