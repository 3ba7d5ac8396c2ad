import Foundation
import Support

/// A desk over a copy of the sample mailbox, at a fixed moment: every run of it says the same.
struct SampleDesk {
  let folder: TemporaryDirectory

  /// A morning a few hours after the last sample came.
  static let now = "2026-11-24T07:00:00Z"

  init() throws {
    folder = try TemporaryDirectory()
    let files = FileManager.default
    for place in ["new", "cur", "tmp"] {
      let target = folder.url.appending(path: "mail/\(place)")
      try files.createDirectory(at: target, withIntermediateDirectories: true)
      let source = PackageTree.samples.appending(path: "maildir/\(place)")
      for name in (try? files.contentsOfDirectory(atPath: source.path)) ?? [] where !name.hasPrefix(".") {
        let file = target.appending(path: name)
        try files.copyItem(at: source.appending(path: name), to: file)
        // A file is named by the time of its delivery; a copy has that of its copying.
        let seconds = name.prefix { $0 != "." }
        let delivered = Date(timeIntervalSince1970: Double(seconds) ?? 0)
        try files.setAttributes([.modificationDate: delivered], ofItemAtPath: file.path)
      }
    }
    try folder.write(
      "servicedesk.yaml",
      """
      desk: {name: Support, domain: desk.example}
      queues:
        - {name: support, address: support@desk.example, aliases: [help@desk.example], mailboxes: ["maildir:mail"]}
      courier: {url: "maildir:notices"}
      """)
  }

  func remove() { folder.remove() }

  /// Runs the program as alice, on 80 columns.
  @discardableResult
  func run(
    _ arguments: [String], at now: String = SampleDesk.now, standardInput: String? = nil,
    environment: [String: String] = [:]
  ) throws -> Binary.Run {
    let fixed = ["SERVICEDESK_NOW": now, "SERVICEDESK_OPERATOR": "alice", "COLUMNS": "80"]
    return try Binary.run(
      arguments, in: folder.url, environment: fixed.merging(environment) { _, own in own },
      standardInput: standardInput.map { Data($0.utf8) })
  }

  @discardableResult
  func run(_ arguments: String...) throws -> Binary.Run { try run(arguments) }

  /// Takes the samples in, with alice and bob as operators.
  func open() throws {
    for command in [
      ["operator", "add", "alice", "--address", "alice@desk.example", "--name", "Alice Moreau"],
      ["operator", "add", "bob", "--address", "bob@desk.example"], ["ingest"],
    ] {
      let run = try run(command)
      guard run.status == 0 else { throw Trouble(description: "\(command): \(run.errors)") }
    }
  }

  struct Trouble: Error, CustomStringConvertible { let description: String }

  /// A command as a terminal would show it: what it printed, what it complained of, and its exit code when not 0.
  func transcript(_ arguments: [String], standardInput: String? = nil) throws -> String {
    let run = try run(arguments, standardInput: standardInput)
    let words = arguments.map { $0.contains(where: { " <>&".contains($0) }) || $0.isEmpty ? "'\($0)'" : $0 }
    var text = "$ servicedesk \(words.joined(separator: " "))\n\(run.output)\(run.errors)"
    if !text.hasSuffix("\n") { text += "\n" }
    if run.status != 0 { text += "[exit \(run.status)]\n" }
    return mask(text)
  }

  func transcripts(_ commands: [[String]]) throws -> String {
    try commands.map { try transcript($0) }.joined(separator: "\n")
  }

  /// What differs between any two desks: their folder, their signatures, the time that work took; and the version of the
  /// schema, which grows.
  private func mask(_ text: String) -> String {
    text.replacing(folder.path, with: "FOLDER")
      .replacing(/sd\.(\d+)\.(\d+)\.[a-z2-7]{26}/) { "sd.\($0.output.1).\($0.output.2).MAC" }
      .replacing(/SD-(\d+)\.(\d+)\.[a-z2-7]{26}/) { "SD-\($0.output.1).\($0.output.2).MAC" }
      .replacing(/written to FOLDER\/notices\/new\/[^ \n"]*/, with: "written to FOLDER/notices/new/NAME")
      .replacing(/schema \d+/, with: "schema N")
      .replacing(/"seconds":[0-9.]+/, with: "\"seconds\":S")
      .replacing(/[0-9.]+ [kMGT]?B free/, with: "N GB free")
      .replacing(/(servicedesk\.sqlite), [0-9.]+ [kM]B/) { "\($0.output.1), N kB" }
  }
}
