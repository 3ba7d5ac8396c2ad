import Desk
import Mailbox
import Store
import Triage
import Work

/// Decides a message as if it came in now, and changes nothing.
struct Trial {
  let work: DeskWork
  let now: Instant

  init(_ desk: Wiring, _ work: DeskWork) throws {
    self.work = work
    now = desk.now()
  }

  func decide(_ fetched: FetchedMail, mailbox: String, key: String, queue: String?) throws -> Decision {
    try decide(
      IncomingMail(
        bytes: fetched.bytes, mailbox: mailbox, key: key, fileTime: Instant(microseconds: fetched.fileTime),
        queue: queue, oversize: fetched.isComplete ? nil : fetched.size))
  }

  /// - Parameter adjust: changes what the desk knows before the decision, such as leaving the message itself out.
  func decide(_ mail: IncomingMail, adjust: (inout Knowledge) -> Void = { _ in }) throws -> Decision {
    let inquiry = Inquiry(mail, settings: work.settings, identity: work.identity)
    var decision: Decision?
    do {
      try work.store.write { transaction in
        var knowledge = try transaction.knowledge(for: inquiry)
        adjust(&knowledge)
        decision = work.rules.decide(mail, inquiry, knowing: knowledge, now: transaction.now)
        throw NothingChanged()
      }
    } catch is NothingChanged {}
    guard let decision else { throw Refusal(.conflict, "the message could not be decided") }
    return decision
  }

  /// Rolls the transaction back.
  private struct NothingChanged: Error {}
}
