import Desk

/// A message of a conversation joins its ticket.
struct ThreadRule: TriageRule {
  let name = "thread"

  func look(at matter: Matter) -> Ruling {
    let signs = ThreadSigns(matter)
    let tied = signs.tied.filter { $0.ticket.status != .closed }.sorted { $0.ticket.id < $1.ticket.id }
    if let earliest = tied.first {
      return joins(earliest, with: tied.dropFirst().map(\.ticket), answered: signs.answered, matter)
    }
    if let named = signs.named.first(where: { $0.ticket.status != .closed }) {
      return joins(named, with: [], answered: [named.ticket.id], matter)
    }
    return opens(signs, matter)
  }

  /// The answer to a closed ticket, or a ticket that a stranger names: a new one that links there.
  private func opens(_ signs: ThreadSigns, _ matter: Matter) -> Ruling {
    let closed = signs.tied + signs.named.filter { named in !signs.tied.contains { $0.ticket.id == named.ticket.id } }
    let strange = signs.strangers.filter { stranger in !closed.contains { $0.ticket.id == stranger.ticket.id } }
    guard !closed.isEmpty || !strange.isEmpty else { return .passes(absence(matter)) }
    let links =
      closed.map { Decision.Link(ticket: $0.ticket.id, kind: "continues") }
      + strange.map { Decision.Link(ticket: $0.ticket.id, kind: "possible-reply") }
    let (opening, evidence) = OpenRule.opening(for: matter, links: Array(links.prefix(Self.mostLinks)))
    let told =
      closed.map { Evidence(name, because: "\($0.because), but \($0.ticket.id) is closed", effect: "continues it") }
      + strange.map {
        Evidence(
          name, because: "\($0.because), but its sender takes no part in \($0.ticket.id)", effect: "possible reply")
      }
    return .holds(
      Decision(disposition: .opened, action: .open(opening), evidence: told.prefix(Self.mostLinks) + evidence))
  }

  private static let mostLinks = 8

  private func absence(_ matter: Matter) -> String {
    matter.inquiry.references.isEmpty
      ? "no In-Reply-To or References, no token in the subject"
      : "its references were not met before, no token in the subject"
  }

  private func joins(
    _ sign: ThreadSigns.Sign, with others: [KnownTicket], answered: Set<TicketID>, _ matter: Matter
  ) -> Ruling {
    let ticket = sign.ticket
    let beginning = Beginning.of(matter, tied: [ticket] + others, answered: answered)
    let takesPart = ticket.senderTakesPart || others.contains(where: \.senderTakesPart)
    let tag = matter.priorities.tag(in: matter.mail.subject.bare)
    var appending = Decision.Appending(
      ticket: ticket.id, merging: others.map(\.id), reopens: false, tagPriority: tag?.level,
      isNewcomer: !takesPart && beginning != .message)
    var evidence = [Evidence(name, because: sign.because, effect: "\(ticket.id)")]
    evidence += others.map { Evidence(name, because: "it ties \($0.id) to \(ticket.id)", effect: "\($0.id) merged") }
    switch beginning {
    case .survivor: break
    case .ticket(let elder):
      appending.rootTicket = elder
      evidence.append(Evidence(name, because: "the conversation began with \(elder)", effect: "root"))
    case .message:
      appending.root = root(matter)
      evidence.append(Evidence(name, because: "\(ticket.id) began with an answer to it", effect: "root"))
    }
    if appending.isNewcomer {
      evidence.append(Evidence(name, because: "its sender took no part in \(ticket.id) before", effect: "newcomer"))
    }
    if beginning != .message {
      appending.reopens = isAnswer(to: ticket, matter)
      if let tag { evidence.append(raise(&appending, by: tag, on: ticket)) }
    }
    if beginning == .message || ticket.senderIsRequester {
      appending.watchers = matter.company(of: matter.requester)
    }
    return .holds(Decision(disposition: .appended, action: .append(appending), evidence: evidence))
  }

  /// What the ticket becomes when it turns out to have begun with this message.
  private func root(_ matter: Matter) -> Decision.Root {
    let priority = matter.priority
    return Decision.Root(
      requester: matter.requester, subject: matter.mail.subject.whole, priority: priority.level,
      prioritySource: priority.source)
  }

  /// Whether it is a person's answer, which wakes a ticket that waits or was thought done.
  ///
  /// What an operator writes by mail is none, unless the operator asked; nor is what comes of ourselves.
  private func isAnswer(to ticket: KnownTicket, _ matter: Matter) -> Bool {
    guard !matter.isAutomatic, !matter.isFromOurselves else { return false }
    return ticket.senderIsRequester || !matter.isFromOperator
  }

  /// On an answer only a tag that asks for more raises: one that its subject merely quotes has been heard before.
  private func raise(
    _ appending: inout Decision.Appending, by tag: PriorityInference.Tag, on ticket: KnownTicket
  ) -> Evidence {
    if ticket.prioritySource == .operator {
      return Evidence("priority", because: "tag \(tag.text), but an operator chose the priority", effect: "no")
    }
    guard tag.level > ticket.priority else {
      return Evidence("priority", because: "tag \(tag.text) asks for no more than it has", effect: "no")
    }
    appending.raisesTo = tag.level
    return Evidence("priority", because: "tag \(tag.text) in the answer's subject", effect: tag.level.rawValue)
  }
}
