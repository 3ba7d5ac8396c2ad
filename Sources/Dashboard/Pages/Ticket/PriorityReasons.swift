import Desk

/// Why a ticket has the priority it has: what won first, then what it beat.
struct PriorityReasons {
  struct Reason: Equatable {
    var icon: String
    var pieces: [RichText]
  }

  let ticket: Ticket
  let events: [Event]
  let intake: [IntakeEntry]
  let queueDefault: Priority?
  let words: Catalogue
  let names: ActorNames
  let shown: Shown

  var all: [Reason] {
    let change = events.last { $0.priority != nil }
    var reasons = change.map { [reason($0)] } ?? []
    let isSettled = change == nil
    switch opening {
    case .some((let evidence, let level)): reasons += told(evidence, level, wins: isSettled)
    case .none: reasons += writtenDown(wins: isSettled)
    }
    if case .some((.nothing, _)) = opening { return reasons }
    guard let queueDefault, ticket.prioritySource != .queue else { return reasons }
    return reasons + [queue("why.queueUnused", queueDefault)]
  }

  /// What opened the ticket was told, and the level that came of it.
  private var opening: (PriorityEvidence, Priority)? {
    let entry = intake.first { $0.disposition == .opened && $0.ticket == ticket.id }
    guard let evidence = entry?.evidence.last(where: { $0.rule == "priority" }),
      let level = Priority(rawValue: evidence.effect)
    else { return nil }
    return (PriorityEvidence(evidence.because), level)
  }

  private func told(_ evidence: PriorityEvidence, _ level: Priority, wins: Bool) -> [Reason] {
    switch evidence {
    case .tag(let tag, let beaten):
      let first = Reason(
        icon: "i-tag", pieces: rich(wins ? "why.tag" : "why.tagBefore", ["tag": .code(tag)], level))
      return [first] + (beaten.map { [header("why.beaten", $0, PriorityEvidence.level(ofHeader: $0))] } ?? [])
    case .answersTag(let tag):
      return [Reason(icon: "i-tag", pieces: rich("why.tagBefore", ["tag": .code(tag)], level))]
    case .header(let field): return [header(wins ? "why.header" : "why.headerBefore", field, level)]
    case .nothing(let field):
      let first = queue(wins ? "why.queue" : "why.queueBefore", level)
      return [first] + (field.map { [header("why.headerNothing", $0, level)] } ?? [])
    }
  }

  /// A ticket that an operator wrote down.
  private func writtenDown(wins: Bool) -> [Reason] {
    guard let event = events.first(where: { $0.kind == .opened }) else { return [] }
    guard event.details.contains(.init("source", Priority.Source.operator.rawValue)) else {
      return [queue(wins ? "why.queue" : "why.queueBefore", queueDefault ?? ticket.priority)]
    }
    let level =
      event.details.first { $0.name == "priority" }.flatMap { Priority(rawValue: $0.value) } ?? ticket.priority
    return [Reason(icon: "i-user", pieces: rich("why.writtenDown", ["actor": .strong(names(event.actor))], level))]
  }

  /// What changed it last: an operator's choice, a tag in an answer, a ticket that was merged.
  private func reason(_ change: Event) -> Reason {
    let evidence = intake.flatMap(\.evidence).last { $0.rule == "priority" && $0.effect == ticket.priority.rawValue }
    if change.actor == ActorNames.mail, case .answersTag(let tag) = evidence.map({ PriorityEvidence($0.because) }) {
      return Reason(icon: "i-tag", pieces: rich("why.answersTag", ["tag": .code(tag)], ticket.priority))
    }
    let sentence = EventSentence(event: change, words: words, names: names, shown: shown)
    return Reason(icon: "i-user", pieces: sentence.pieces + [.plain(" " + shown.exact(change.at))])
  }

  private func header(_ key: String, _ field: String, _ level: Priority) -> Reason {
    Reason(icon: "i-mail", pieces: rich(key, ["header": .code(ShownName.of(field, limit: 80))], level))
  }

  private func queue(_ key: String, _ level: Priority) -> Reason {
    Reason(icon: "i-open", pieces: rich(key, ["queue": .strong(ticket.queue)], level))
  }

  private func rich(_ key: String, _ values: [String: RichText], _ level: Priority) -> [RichText] {
    var values = values
    values["level"] = .strong(words("ticket.level." + level.rawValue))
    values["small"] = .plain(words("ticket.small." + level.rawValue))
    return words.rich("ticket." + key, values)
  }
}
