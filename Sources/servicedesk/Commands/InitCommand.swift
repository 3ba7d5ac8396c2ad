import ArgumentParser
import Desk
import Foundation
import Glibc
import Store

/// `init`: a desk begins here.
struct InitCommand: DeskCommand {
  static let configuration = CommandConfiguration(
    commandName: "init",
    abstract: "Write a commented configuration and make the database, here.",
    discussion: """
      Run again, it changes nothing: what is there stays as it is.

        servicedesk init
        servicedesk init --config /etc/servicedesk/servicedesk.yaml --database /var/lib/servicedesk/desk.sqlite
      """)

  @OptionGroup var options: GlobalOptions

  /// A configuration that is yet to be written cannot be read first.
  func run() throws {
    let path = options.config ?? ConfigFile.name
    var wrote = false
    do {
      try SmallFile.make(path, Array(Self.template(options).utf8), mode: 0o640)
      wrote = true
    } catch {
      guard error.code == EEXIST else { throw error }
    }
    var options = options
    options.config = path
    let desk = try Wiring(options)
    try run(desk, config: wrote ? path : nil)
    try desk.printer.flush()
  }

  func run(_ desk: Wiring) throws { try run(desk, config: nil) }

  /// The configuration names the database that is made with it; a path of the command line begins where it was typed.
  private static func template(_ options: GlobalOptions) -> String {
    guard let database = options.database else { return ConfigTemplate.text(host: HostName.current()) }
    let here = FileManager.default.currentDirectoryPath
    return ConfigTemplate.text(
      host: HostName.current(), database: database.hasPrefix("/") ? database : "\(here)/\(database)")
  }

  private func run(_ desk: Wiring, config: String?) throws {
    let store = try TicketStore.open(at: desk.database, mode: .create, now: desk.now)
    if options.json {
      return try desk.printer.json(
        .object([
          .init("config", .string(orNull: desk.config.file)), .init("config_written", .bool(config != nil)),
          .init("database", .string(desk.database)), .init("database_made", .bool(store.wasCreated)),
        ]))
    }
    if let config { try desk.printer.line("wrote \(config): say there which mailboxes are yours") }
    if store.wasCreated { try desk.printer.line("made the database \(desk.database)") }
    if config == nil, !store.wasCreated {
      try desk.printer.line("all there already: \(desk.config.file ?? ""), \(desk.database)")
    }
  }
}
