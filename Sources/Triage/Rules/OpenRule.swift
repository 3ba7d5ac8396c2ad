import Desk

/// Everything else becomes a ticket.
struct OpenRule: TriageRule {
  let name = "open"

  func look(at matter: Matter) -> Ruling {
    let (opening, evidence) = Self.opening(for: matter, links: [])
    return .holds(Decision(disposition: .opened, action: .open(opening), evidence: evidence))
  }

  /// The new ticket, and why it is as it is.
  static func opening(
    for matter: Matter, links: [Decision.Link]
  ) -> (opening: Decision.Opening, evidence: [Evidence]) {
    let queue = matter.queue
    let requester = matter.requester
    let priority = matter.priority
    let notice = NoticeBrake(matter: matter).verdict(for: requester)
    let opening = Decision.Opening(
      queue: queue.name, requester: requester, subject: matter.mail.subject.whole, priority: priority.level,
      prioritySource: priority.source, tagPriority: priority.source == .tag ? priority.level : nil,
      watchers: matter.company(of: requester), links: links, notice: notice)
    return (
      opening,
      [
        Evidence("open", because: "new ticket in queue \(queue.name) (\(queue.because))", effect: "yes"),
        Evidence("priority", because: priority.because, effect: priority.level.rawValue),
        evidence(of: notice),
      ]
    )
  }

  private static func evidence(of notice: Decision.NoticeVerdict) -> Evidence {
    switch notice {
    case .send(let person):
      Evidence("notice", because: "a person wrote", effect: "received → \(person.address?.original ?? "")")
    case .withhold(let because):
      Evidence("notice", because: because, effect: "no")
    }
  }
}
