import ArgumentParser
import Desk
import Store

/// `backup`: a consistent copy while everything goes on.
struct BackupCommand: DeskCommand {
  static let configuration = CommandConfiguration(
    commandName: "backup",
    abstract: "Write a consistent copy of the database while others work.",
    discussion: """
      The copy is a database of its own: look at it with --database. To go back to it, end serve and what cron runs, and \
      put it in the place of the old one without the old one's log, which would be replayed into it:

        servicedesk backup /backup/desk-monday.sqlite
        rm -f servicedesk.sqlite-wal servicedesk.sqlite-shm
        cp /backup/desk-monday.sqlite servicedesk.sqlite

      Mail that came since is taken in again from where it lies.
      """)

  @OptionGroup var options: GlobalOptions

  @Argument(help: ArgumentHelp("A file that is not there yet.", valueName: "file"))
  var file: String

  func run(_ desk: Wiring) throws {
    let store = try desk.storeForReading()
    try store.backup(to: file)
    let bytes = try store.deskStatistics().bytes
    if options.json {
      try desk.printer.json(.object([.init("file", .string(file)), .init("bytes", .integer(bytes))]))
    } else {
      try desk.printer.line("copied to \(Harmless.line(file)), \(Figure.bytes(bytes))")
    }
  }
}
