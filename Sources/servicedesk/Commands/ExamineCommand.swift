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
  private static let mostBytes: rlim_t = 8 << 30
  private static let mostSeconds: rlim_t = 50

  func run(_ desk: Wiring) throws {
    limit(Int32(RLIMIT_AS.rawValue), Self.mostBytes)
    limit(Int32(RLIMIT_CPU.rawValue), Self.mostSeconds)
    limit(Int32(RLIMIT_CORE.rawValue), 0)
    let opened = try desk.open(mailbox)
    let fetched = try opened.source.read(MailKey(key), limit: desk.config.intake.maxSize)
    FailPoint.hit("read")
    let trial = try Trial(desk, try desk.work(desk.storeForTrying()))
    _ = try trial.decide(
      fetched, mailbox: opened.source.name, key: key, queue: opened.queue)
  }

  private func limit(_ resource: Int32, _ most: rlim_t) {
    var limits = rlimit(rlim_cur: most, rlim_max: most)
    setrlimit(__rlimit_resource_t(UInt32(resource)), &limits)
  }
}
