import ArgumentParser
import Glibc

/// The program: its commands, grouped by who uses them.
@main
struct ServiceDesk: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "servicedesk",
    abstract: "A service desk that lives on a mailbox.",
    discussion: """
      Somebody writes to support@; the message becomes a ticket; an operator answers and resolves it; whoever wrote gets a \
      notice. One program, one database file.

        servicedesk init                     a commented config and a database, here
        servicedesk ingest maildir:PATH      take in what waits
        servicedesk list                     most urgent first
        servicedesk serve                    all of it by itself, with a dashboard

      Each command has --help with an example, and --json for scripts.
      """,
    version: "servicedesk \(ServiceDesk.version)",
    subcommands: [ExamineCommand.self],
    groupedSubcommands: [
      CommandGroup(
        name: "Reading",
        subcommands: [ListCommand.self, ShowCommand.self, SearchCommand.self, ExplainCommand.self, StatsCommand.self]),
      CommandGroup(
        name: "Working tickets",
        subcommands: [
          NewCommand.self, AssignCommand.self, PriorityCommand.self, StatusCommand.self, TagCommand.self,
          NoteCommand.self, ReplyCommand.self, ResolveCommand.self, CloseCommand.self, ReopenCommand.self,
          RequesterCommand.self, SubjectCommand.self, WatchCommand.self, MergeCommand.self, LinkCommand.self,
          UndoCommand.self,
        ]),
      CommandGroup(
        name: "Moving mail",
        subcommands: [IngestCommand.self, DeliverCommand.self, IntakeCommand.self, OutboxCommand.self]),
      CommandGroup(
        name: "Running the desk",
        subcommands: [
          InitCommand.self, ServeCommand.self, OperatorCommand.self, DoctorCommand.self, ReconcileCommand.self,
          AuditCommand.self,
          BackupCommand.self, InspectCommand.self, CompletionCommand.self,
        ]),
    ])

  static let version = "0.1.0"

  static func main() {
    Glibc.exit(Launch.run(Array(CommandLine.arguments.dropFirst())))
  }
}
