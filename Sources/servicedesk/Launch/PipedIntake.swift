import ArgumentParser
import Glibc
import Mailbox

/// `ingest -`, as a mail server's pipe calls it: mail is deferred when it could not be made durable, and never bounced.
///
/// Postfix tries again on exit 75 alone and returns the mail to its sender on nearly everything else. So the bytes go to
/// the spool before anything that could fail, every failure until then is 75, and everything after it is 0: any later
/// run takes in what the spool holds.
enum PipedIntake {
  static func isAskedFor(by arguments: [String]) -> Bool {
    arguments.first == IngestCommand.configuration.commandName && arguments.dropFirst().contains("-")
  }

  static func run(_ arguments: [String]) -> Int32 {
    let command: IngestCommand
    let desk: Wiring
    do {
      guard let parsed = try Launch.parse(arguments) as? IngestCommand else {
        return deferral("ingest was asked for oddly")
      }
      guard parsed.mailboxes.contains("-") else { return Launch.perform(arguments) }
      guard StandardStreams.hasInput else {
        return deferral("\(StandardStreams.noInput); pipe a message in: servicedesk ingest - < message.eml")
      }
      command = parsed
      try command.check()
      desk = try Wiring(command.options)
      try Spool.accept(from: STDIN_FILENO, besideDatabase: desk.database)
    } catch let error where Launch.isAnswer(error) {
      return Launch.perform(arguments)
    } catch {
      return deferral("\(error)")
    }
    do {
      try command.run(desk)
      try desk.printer.flush()
    } catch {
      if let line = Launch.line(for: error) { desk.printer.warn(line) }
    }
    return EX_OK
  }

  /// One line, which does not begin like a status code: a mail server would take that for its own.
  private static func deferral(_ because: String) -> Int32 {
    FileOutput.error.writeQuietly("servicedesk: not taken over, try again: \(Harmless.line(because))\n")
    return EX_TEMPFAIL
  }
}
