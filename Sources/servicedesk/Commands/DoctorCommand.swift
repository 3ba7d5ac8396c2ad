import ArgumentParser
import Desk

/// `doctor`: is all well, and what to do where it is not.
struct DoctorCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "doctor",
    abstract: "Check configuration, database, mailboxes, courier, clock and disk.",
    discussion: """
      Each line says what to do about it. Exit code 69 when something fails, 0 with warnings.

        servicedesk doctor
      """)

  @OptionGroup var options: GlobalOptions

  func run() throws {
    let report: CheckReport
    do {
      report = Checkup(try Wiring(options)).run()
    } catch let error as ConfigError {
      // A configuration that cannot be read leaves nothing else to look at.
      report = CheckReport(findings: [
        Finding(
          .fail, "config", error.description, advice: "correct it; all settings: servicedesk init in an empty folder")
      ])
    }
    try report.print(isJSON: options.json)
    if report.hasFailed { throw ExitCode(ExitStatus.unavailable) }
  }
}
