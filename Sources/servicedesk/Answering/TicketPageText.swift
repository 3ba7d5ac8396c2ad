import Desk

/// A ticket and its conversation as a page of text.
struct TicketPageText {
  let ticket: Ticket
  let conversation: [ConversationEntry]
  let events: [Event]
  let links: [TicketLink]
  let screen: Screen
  let now: Instant
  let showsQuoted: Bool
  /// What gets mail that waits on its way.
  let deliveryAdvice: String

  func lines() -> [String] {
    head() + conversation.flatMap(entry)
  }

  // MARK: Head

  private func head() -> [String] {
    let state = [ticket.priority.rawValue, ticket.status.rawValue, ticket.assignee ?? "nobody"].joined(separator: " · ")
    let subject = Harmless.line(ticket.subject.isEmpty ? "(no subject)" : ticket.subject)
    let left = "\(ticket.id)  "
    let room = max(20, screen.ruleWidth - TextWidth.of(left) - TextWidth.of(state) - 2)
    let shown = screen.width == nil ? subject : TextWidth.cut(subject, to: room)
    let title = screen.painted(left + shown, .bold)
    let gap = String(repeating: " ", count: max(2, screen.ruleWidth - TextWidth.of(left + shown + state)))
    let isLoud = ticket.isOverdue(at: now) || ticket.priority == .high && ticket.status.isActive
    var lines = [title + gap + screen.painted(state, isLoud ? .red : nil), facts()]
    if let why = whyThisPriority() { lines.append(why) }
    if !ticket.tags.isEmpty { lines.append("Tags: " + Harmless.line(ticket.tags.joined(separator: ", "))) }
    if let survivor = ticket.mergedInto { lines.append("Merged into \(survivor): servicedesk show \(survivor.number)") }
    lines += links.compactMap(link)
    return lines + [""]
  }

  private func facts() -> String {
    var who = Harmless.line(ticket.requester.shown)
    if let name = ticket.requester.name, !name.isEmpty, let address = ticket.requester.address {
      who = "\(Harmless.line(name)) <\(Harmless.line(address.original))>"
    }
    let opened =
      "opened \(LocalTime.full(ticket.createdAt, now: now)) (\(RelativeTime.ago(ticket.createdAt, now: now)))"
    return ([who, opened] + [promise()].compactMap { $0 }).joined(separator: "  ·  ")
  }

  private func promise() -> String? {
    switch ticket.status {
    case .pending: return "waits for the requester"
    case .resolved: return ticket.resolvedAt.map { "resolved \(LocalTime.short($0, now: now))" }
    case .closed: return ticket.closedAt.map { "closed \(LocalTime.short($0, now: now))" }
    case .new, .open: break
    }
    guard let due = ticket.due else { return nil }
    let what = ticket.firstRespondedAt == nil ? "answer" : "resolution"
    let time = LocalTime.short(due, now: now)
    return due < now
      ? "\(what) was due \(time), \(RelativeTime.due(due, now: now))"
      : "\(what) due \(time), \(RelativeTime.due(due, now: now))"
  }

  /// Why the priority is what it is, in a sentence, with where to read more.
  private func whyThisPriority() -> String? {
    let level = ticket.priority.rawValue
    let name = level.prefix(1).uppercased() + level.dropFirst()
    let because: String? =
      switch ticket.prioritySource {
      case .tag: "because the subject carries a tag"
      case .header: "because a header of the mail says so"
      case .queue: ticket.priority == .medium ? nil : "because that is the default of the queue \(ticket.queue)"
      case .operator:
        events.last { $0.kind == .prioritised }.map { "because \($0.actor) chose it" } ?? "because an operator chose it"
      }
    return because.map { "\(name) \($0).  Why else: servicedesk explain \(ticket.id.number)" }
  }

  private func link(_ link: TicketLink) -> String? {
    let isOurs = link.ticket == ticket.id
    let other = isOurs ? link.other : link.ticket
    switch (link.kind, isOurs) {
    case ("continues", true): return "Continues \(other), which was closed."
    case ("continues", false): return "Goes on in \(other)."
    case ("possible-reply", true):
      return "May be an answer to \(other): its subject names it, its sender is a stranger there."
    case ("possible-reply", false): return "\(other) may be an answer to this: its sender is a stranger here."
    case ("merged", true): return nil
    case ("merged", false): return "Took \(other) in."
    default: return "See also \(other)."
    }
  }

  // MARK: Conversation

  private func entry(_ entry: ConversationEntry) -> [String] {
    [rule(entry)] + body(entry) + attachments(entry) + defects(entry) + entry.deliveries.flatMap(delivery) + [""]
  }

  private func rule(_ entry: ConversationEntry) -> String {
    let time = LocalTime.short(entry.at, now: now)
    let who = Harmless.line(entry.from.shown)
    let title: String
    switch entry.kind {
    case .incoming:
      let extra = [
        sender(entry), entry.isAutomatic ? "automatic" : nil,
        entry.isNewcomer ? "newcomer: gets no mail until let in" : nil,
      ]
      title = ([who, time] + extra.compactMap { $0 }).joined(separator: ", ")
    case .note: title = "\(who), \(time), note"
    case .outgoing:
      let people = Harmless.line((entry.to + entry.cc).map(\.shown).joined(separator: ", "))
      let kind = entry.outgoingKind.flatMap { $0 == .reply ? nil : ", \($0.rawValue) notice" } ?? ""
      title = "sent to \(people), \(time)\(kind)"
    }
    let number = entry.kind == .note ? "" : " \(entry.id) ──"
    let start = "── \(TextWidth.cut(title, to: screen.ruleWidth - 8 - TextWidth.of(number))) "
    let fill = max(2, screen.ruleWidth - TextWidth.of(start) - TextWidth.of(number))
    return screen.painted(start + String(repeating: "─", count: fill) + number, .dim)
  }

  /// Whether the sender is who they say, where a mail server is trusted to know.
  private func sender(_ entry: ConversationEntry) -> String? {
    switch entry.authentication?.verdict {
    case .pass: "verified"
    case .fail: "NOT VERIFIED"
    case .unknown: "not verified"
    case nil: nil
    }
  }

  /// What the desk writes by itself is not worth reading again, but for the words of an operator in it.
  private func isRoutine(_ entry: ConversationEntry) -> Bool {
    switch entry.outgoingKind {
    case .received, .assigned, .reopened, .overdue: true
    case .resolved, .closed, .reply, nil: false
    }
  }

  private func body(_ entry: ConversationEntry) -> [String] {
    if isRoutine(entry), !showsQuoted { return [] }
    var lines = Harmless.lines(showsQuoted ? entry.text : entry.visibleText)
    while lines.last?.isEmpty == true { lines.removeLast() }
    if lines.isEmpty { lines = ["(no text)"] }
    let isFolded = !showsQuoted && entry.visibleText.utf8.count + 2 < entry.text.utf8.count && entry.kind == .incoming
    if isFolded { lines.append(screen.painted("  … quoted text: show \(ticket.id.number) --quoted", .dim)) }
    return lines
  }

  private func attachments(_ entry: ConversationEntry) -> [String] {
    entry.attachments.map { part in
      let name = Harmless.line(part.filename ?? part.contentType)
      return
        "  ⎙ \(TextWidth.cut(name, to: 48))  \(Figure.bytes(part.size))   save: servicedesk show \(ticket.id.number) --save ."
    }
  }

  private func defects(_ entry: ConversationEntry) -> [String] {
    guard !entry.defects.isEmpty else { return [] }
    let codes = entry.defects.reduce(into: [String]()) { if !$0.contains($1.code) { $0.append($1.code) } }
    return [screen.painted("  malformed: \(Harmless.line(codes.joined(separator: ", ")))", .dim)]
  }

  private func delivery(_ row: OutboxEntry) -> [String] {
    let said = Harmless.line(row.said ?? "")
    switch row.state {
    case .sent: return ["  delivered: \(said)"]
    case .failed:
      return [
        screen.painted(
          "  FAILED for \(Harmless.line(row.recipient.original)): \(said)", .red)
      ]
    case .cancelled: return ["  cancelled"]
    case .sending: return ["  being sent"]
    case .queued:
      return [
        "  waits: \(deliveryAdvice)\(row.attempts > 0 ? " (tried \(Figure.counted(row.attempts, "time")): \(said))" : "")"
      ]
    }
  }
}
