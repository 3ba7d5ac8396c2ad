import ArgumentParser
import Foundation

/// From the words of a command line to an exit code.
enum Launch {
  static func run(_ arguments: [String]) -> Int32 {
    StandardStreams.fill()
    // A reader that has gone away is seen as an error of `write`, and is none.
    signal(SIGPIPE, SIG_IGN)
    // A limit on the size of files, as local(8) of Postfix sets one, is an error of `write` too: the disk is full for us.
    signal(SIGXFSZ, SIG_IGN)
    TestHooks.install(ProcessInfo.processInfo.environment)
    let arguments = Arguments.withGlobalOptionsBehindTheCommand(arguments)
    let status = PipedIntake.isAskedFor(by: arguments) ? PipedIntake.run(arguments) : perform(arguments)
    return status
  }

  /// Parses and runs; whatever goes wrong becomes one line on standard error.
  static func perform(_ arguments: [String]) -> Int32 {
    do {
      var command = try parse(arguments)
      try command.run()
      return EX_OK
    } catch let error where isAnswer(error) {
      return answer(error)
    } catch {
      return complain(error)
    }
  }

  /// - Throws: `UsageError` with the nearest name, or what ArgumentParser throws when help or the version is asked for.
  static func parse(_ arguments: [String]) throws -> any ParsableCommand {
    do {
      return try ServiceDesk.parseAsRoot(arguments)
    } catch let error where !isAnswer(error) {
      throw UsageError(UsageAdvice.sentence(ServiceDesk.message(for: error), arguments))
    }
  }

  /// Whether somebody asked for help or the version and shall get it.
  static func isAnswer(_ error: any Error) -> Bool {
    !(error is ExitCode) && ServiceDesk.exitCode(for: error) == .success
  }

  private static func answer(_ error: any Error) -> Int32 {
    do {
      try FileOutput.standard.write(Array((ServiceDesk.fullMessage(for: error) + "\n").utf8))
      return EX_OK
    } catch {
      return complain(error)
    }
  }

  private static func complain(_ error: any Error) -> Int32 {
    let status = ExitStatus.of(error)
    if status != EX_OK, let line = line(for: error) { FileOutput.error.writeQuietly(line + "\n") }
    return status
  }

  /// The line that says what went wrong; nil where it has been said already.
  static func line(for error: any Error) -> String? {
    switch error {
    case is ExitCode: nil
    case let error as ConfigError: Harmless.line(error.description)
    case let error as ValidationError: "servicedesk: \(Harmless.line(error.message))"
    default: "servicedesk: \(Harmless.line("\(error)"))"
    }
  }
}
