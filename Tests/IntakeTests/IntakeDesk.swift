import Desk
import Foundation
import Intake
import Mailbox
import Store
import Support
import Triage
import Work

/// A desk over a maildir of a test's own, with everything real but the clock.
struct IntakeDesk {
  static let now = Instant(seconds: 1_795_680_000)

  let maildir: TestMaildir
  let store: TicketStore
  let work: DeskWork
  let source: Maildir

  init(_ maildir: TestMaildir, after: AfterIntake = .seen) throws {
    self.maildir = maildir
    store = try TicketStore.open(at: maildir.folder.appending(path: "desk.sqlite").path, mode: .create) { Self.now }
    let queue = SupportQueue(
      name: "support", address: EmailAddress("support@desk.example"), aliases: [EmailAddress("help@desk.example")])
    work = DeskWork(settings: DeskSettings(domain: "desk.example", queues: [queue]), store: store)
    source = try Maildir(at: maildir.path, after: after)
  }

  /// A desk over a copy of the sample mailbox.
  static func ofSamples() throws -> IntakeDesk {
    let maildir = try TestMaildir()
    for place in ["new", "cur"] {
      let folder = PackageTree.samples.appending(path: "maildir/\(place)")
      for name in try FileManager.default.contentsOfDirectory(atPath: folder.path) {
        try FileManager.default.copyItem(
          at: folder.appending(path: name), to: maildir.url.appending(path: place).appending(path: name))
      }
    }
    return try IntakeDesk(maildir)
  }

  func round(
    _ change: (inout IntakeOptions) -> Void = { _ in }, examine: @escaping Caution.Examine = { _ in .lives }
  ) throws -> IntakeReport {
    var options = IntakeOptions()
    change(&options)
    let round = IntakeRound(
      store: store, work: work, rules: work.rules, source: source, options: options, examine: examine)
    return try round.run()
  }
}
