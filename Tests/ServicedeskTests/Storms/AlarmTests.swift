import Foundation
import Support
import Testing

/// A monitor that has much to say.
@Suite("Ten thousand alarms in an hour")
struct AlarmTests {
  /// How a monitor writes, with how many alarms, and how many mails it may get for them within the hour.
  enum Monitor: String, CaseIterable {
    case sameWords = "the same words under ever new subjects"
    case newWords = "ever new words"
    case marked = "marked as automatic"

    var count: Int { self == .sameWords ? 10_000 : 1000 }
    var bound: Int { [Monitor.sameWords: 3, .newWords: 5, .marked: 0][self] ?? 0 }
  }

  @Test("all are tickets, and their sender gets a few mails, or none", arguments: Monitor.allCases)
  func alarms(of monitor: Monitor) throws {
    let desk = try StormDesk()
    defer { desk.remove() }
    for number in 0..<monitor.count { try put(number, of: monitor, into: desk) }
    let sent = try desk.exchange { _, _ in nil }
    expectCalm("\(monitor.count) alarms, \(monitor.rawValue)", sent, atMost: monitor.bound)
    #expect(try desk.tickets().count == monitor.count)
    if monitor != .newWords {
      #expect(try desk.run("outbox", "list", "--state", "queued", "--json").output.isEmpty, "nothing waits either")
    }
  }

  /// Written where the mail server would, without a run for each.
  private func put(_ number: Int, of monitor: Monitor, into desk: StormDesk) throws {
    let mail = """
      From: Monitor <monitor@acme.example>
      To: support@desk.example
      Subject: Disk of db\(number) is full
      \(monitor == .marked ? "Auto-Submitted: auto-generated" : "X-Monitor: nagios")
      Message-ID: <\(number)@acme.example>

      The disk is full\(monitor == .newWords ? " on host \(number)" : "").

      """
    let name = "mail/new/1795000001.M\(number + 100_000)"
    try Data(mail.utf8).write(to: desk.folder.url.appending(path: name))
  }
}
