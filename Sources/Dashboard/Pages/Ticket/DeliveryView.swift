import Desk

/// What became of an outgoing mail for one of its recipients.
struct DeliveryView {
  let row: OutboxEntry
  let entry: ConversationEntry
  let shown: Shown

  private static let longestReply = 200

  private var words: Catalogue { shown.words }

  /// The lines under a mail; one that failed has a band of its own.
  static func lines(of entry: ConversationEntry, _ shown: Shown) -> [View] {
    entry.deliveries.filter { $0.state != .failed }.map { DeliveryView(row: $0, entry: entry, shown: shown).view }
  }

  /// Whom it was for: by name where the mail names them.
  var recipient: String {
    let person = (entry.to + entry.cc).first { $0.address == row.recipient }
    return ShownName.of(person?.shown ?? row.recipient.original, limit: 60)
  }

  private var isWaitingAgain: Bool { row.state == .queued && row.attempts > 0 }
  private var isOnlyWritten: Bool { row.state == .sent && row.isOnlyWritten }

  /// The line under the mail.
  var view: View {
    let said = isOnlyWritten ? nil : row.reply.map { ShownName.of($0, limit: Self.longestReply) }
    return [
      "state": isWaitingAgain ? "retrying" : isOnlyWritten ? "written" : row.state.rawValue, "icon": icon, "text": text,
      "row": row.id,
      "said": said.map { $0.isEmpty ? false : $0 as Any } ?? false,
      "mayRetry": isWaitingAgain || row.state == .cancelled,
    ]
  }

  private var icon: String {
    switch row.state {
    case .sent: isOnlyWritten ? "i-mail" : "i-check"
    case .failed: "i-undelivered"
    case .cancelled: "i-x"
    case .queued, .sending: "i-clock"
    }
  }

  private var text: String {
    let who = ["who": recipient]
    switch row.state {
    case .sent: return words(isOnlyWritten ? "ticket.onlyWritten" : "ticket.delivered", who)
    case .sending: return words("ticket.sending", who)
    case .failed: return words("ticket.notDelivered", who)
    case .cancelled: return words("ticket.cancelled", who)
    case .queued: break
    }
    let wait = row.nextAttemptAt.map { max(0, $0.since(shown.now).seconds) } ?? 0
    guard wait >= 60 else { return words(isWaitingAgain ? "ticket.retrying" : "ticket.queued", who) }
    return words(
      isWaitingAgain ? "ticket.waitsAgain" : "ticket.held",
      who.merging(["span": shown.span(wait, units: 1)]) { given, _ in given })
  }

  // MARK: The band of a mail that failed

  /// What is known of a failure beside its row.
  struct Circumstances {
    var ticket: Ticket
    var watchers: [Person]
    var events: [Event]
    /// Where the ticket's page is.
    var path: String
  }

  /// The band that says what failed, why, and what to do; nil for a mail that did not fail.
  func failure(_ circumstances: Circumstances) -> View? {
    guard row.state == .failed else { return nil }
    var pieces = words.rich(
      "ticket.failed",
      [
        "not": .strong(words("ticket.failedNot")), "address": .plain(ShownName.of(row.recipient.original, limit: 120)),
        "because": .plain(reason),
      ])
    if let until = flaggedUntil(circumstances.events) {
      pieces += [.plain(" ")] + words.rich("ticket.noMailUntil", ["until": .plain(shown.exact(until))])
    }
    let isRequester = circumstances.ticket.requester.address == row.recipient
    let isWatcher = circumstances.watchers.contains { $0.address == row.recipient }
    let at = bounce(circumstances.events)?.at
    return [
      "row": row.id, "pieces": pieces.views,
      "change": isRequester ? circumstances.path + "?edit=requester#requester" : false as Any,
      "unwatch": isWatcher ? row.recipient.original : false as Any, "time": at.map { shown.brief($0) as Any } ?? false,
      "machine": at.map(shown.machine) ?? "", "exact": at.map(shown.exact) ?? "",
    ]
  }

  /// Why, in plain words with the code; else in the server's own.
  private var reason: String {
    let status = row.failureStatus ?? ""
    let classOfIt = status.split(separator: ".").prefix(2).joined(separator: ".")
    for key in ["ticket.fail." + status, "ticket.fail." + classOfIt] where words.has(key) {
      return words(key, ["code": status])
    }
    guard let reply = row.reply, !reply.isEmpty else { return words("ticket.fail.unknown") }
    return words("ticket.fail.said", ["reply": ShownName.of(reply, limit: Self.longestReply)])
  }

  private func bounce(_ events: [Event]) -> Event? {
    events.last { $0.kind == .bounced && $0.details.contains(.init("outbox", String(row.id))) }
  }

  private func flaggedUntil(_ events: [Event]) -> Instant? {
    let flag = events.last { event in
      event.kind == .addressFlagged
        && event.details.contains { $0.name == "address" && EmailAddress($0.value) == row.recipient }
    }
    let until = flag?.details.first { $0.name == "until" }.flatMap { Instant(parsing: $0.value) }
    return until.flatMap { $0 > shown.now ? $0 : nil }
  }
}
