import ArgumentParser
import Desk
import Glibc
import Intake
import Mailbox

/// `examine`: parses and decides one message of a mailbox, changing nothing.
///
/// Not for people: `ingest` runs it as a process of its own when earlier runs have died over that message.
struct ExamineCommand: DeskCommand {
  static let configuration = CommandConfiguration(
    commandName: "examine", abstract: "Try one message in this process.", shouldDisplay: false)

  @OptionGroup var options: GlobalOptions

  @Argument var mailbox: String
  @Argument var key: String

  /// Of address space; a message that needs more than this is not mail.
  private static let mostBytes = 8 << 30

  /// Of computing; whoever waits for it waits a little longer.
  static let mostSeconds = 50

  func run(_ desk: Wiring) throws {
    limit(Int32(RLIMIT_AS.rawValue), Self.mostBytes)
    // At the hard limit comes SIGKILL, which is taken for somebody's wish: the soft one must come first.
    let seconds = TestHooks.patience(desk.environment, usual: Self.mostSeconds)
    limit(Int32(RLIMIT_CPU.rawValue), seconds, hard: seconds + 5)
    limit(Int32(RLIMIT_CORE.rawValue), 0)
    let opened = try desk.open(mailbox)
    let fetched = try opened.source.read(MailKey(key), limit: desk.config.intake.maxSize)
    FailPoint.hit("read")
    let trial = try Trial(desk, try desk.work(desk.storeForTrying()))
    _ = try trial.decide(
      fetched, mailbox: opened.source.name, key: key, queue: opened.queue)
  }

  private func limit(_ resource: Int32, _ most: Int, hard: Int? = nil) {
    var limits = rlimit(rlim_cur: rlim_t(most), rlim_max: rlim_t(hard ?? most))
    setrlimit(__rlimit_resource_t(UInt32(resource)), &limits)
  }
}
