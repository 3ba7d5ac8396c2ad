import Desk
import MIME
import Store
import Triage

extension DeskWork {
  /// Gives a ticket the watchers and newcomers that it would have had its messages come in the order of the
  /// conversation: the company of the requester's own mail watches, others who wrote wait to be let in.
  ///
  /// Called where a message has tied tickets together or turned out to be the beginning, since only then what was done
  /// for earlier messages may have been for another requester.
  func regroup(_ ticket: Ticket, in transaction: Transaction) throws {
    guard try isRegrouped(ticket, in: transaction) else { return }
    let group = try Group(of: ticket, settings, operators: transaction.operators(), in: transaction)
    let before = Set(try transaction.newcomers(of: ticket.id).compactMap(\.address))
    for address in group.named { try transaction.removeWatcher(address, of: ticket.id) }
    for watcher in group.watchers where watcher.address != ticket.requester.address {
      try transaction.addWatcher(watcher, of: ticket.id)
    }
    for newcomer in group.writers {
      guard let address = newcomer.address, try transaction.addWatcher(newcomer, of: ticket.id, isNewcomer: true),
        !before.contains(address)
      else { continue }
      try record(.newcomer, on: ticket.id, by: .mail, [("address", address.original)], in: transaction)
    }
  }

  /// Whether a ticket's group follows its messages alone: a mail began it, nobody works on it yet, and no operator has
  /// let anybody in or out.
  func isRegrouped(_ ticket: Ticket, in transaction: Transaction) throws -> Bool {
    guard ticket.status == .new else { return false }
    let events = try transaction.events(of: ticket.id, after: 0)
    return events.first { $0.kind == .opened }?.actor == Actor.mail.name
      && !events.contains { ($0.kind == .watched || $0.kind == .unwatched) && $0.actor != Actor.mail.name }
  }

  /// Who is in a ticket's messages, by their headers.
  private struct Group {
    /// The people in To and Cc of what the requester wrote.
    var watchers: [Person] = []
    /// Who else wrote, but for operators and ourselves.
    var writers: [Person] = []
    /// Everybody whom a header names.
    var named: Set<EmailAddress> = []

    init(
      of ticket: Ticket, _ settings: DeskSettings, operators: [Operator], in transaction: Transaction
    ) throws {
      let staff = Set(operators.filter { !$0.isDisabled }.compactMap(\.address))
      for head in try transaction.heads(of: ticket.id) where !head.isAutomatic {
        let header = head.header
        let people = MailPeople(header)
        named.formUnion(people.authors + people.recipients.map(\.address))
        if let requester = ticket.requester.address, people.authors.contains(requester) {
          if !AutomaticSigns.read(header).isByProgram { watchers += people.company(besides: settings) }
        } else if !people.authors.contains(where: { staff.contains($0) || settings.isOurs($0) }) {
          writers.append(KeptMail.sender(of: header))
        }
      }
    }
  }
}
