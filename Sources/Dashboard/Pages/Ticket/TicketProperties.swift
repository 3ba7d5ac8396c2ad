import Desk

/// What is known of a ticket besides its conversation.
struct TicketProperties {
  let reading: TicketReading
  let names: ActorNames
  let shown: Shown
  let mayAct: Bool
  let editsRequester: Bool

  private var ticket: Ticket { reading.ticket }
  private var words: Catalogue { shown.words }

  var view: View {
    [
      "moves": moves, "assignee": ticket.assignee.map { names($0) as Any } ?? false, "queue": ticket.queue,
      "tags": tags, "hasNoTags": ticket.tags.isEmpty, "tagText": ticket.tags.joined(separator: " "),
      "requester": requester, "editRequester": editsRequester,
      "watchers": reading.watchers.map(person), "newcomers": reading.newcomers.map(person),
      "hasNoWatchers": reading.watchers.isEmpty && reading.newcomers.isEmpty, "links": ties,
      "hasNoLinks": reading.ties.isEmpty, "opened": shown.exact(ticket.createdAt),
      "openedMachine": shown.machine(ticket.createdAt),
    ]
  }

  /// The moves by hand that are possible now; resolving has a form of its own.
  private var moves: Any {
    let moves: [View] = Status.allCases.filter { $0 != .resolved && ticket.status.mayMove(to: $0) }.map {
      ["value": $0.rawValue, "label": words("ticket.move." + $0.rawValue)]
    }
    return mayAct && !moves.isEmpty ? ["choices": moves] as View : false as Any
  }

  private var tags: [View] {
    ticket.tags.enumerated().map { index, tag in
      [
        "name": ShownName.of(tag, limit: 64), "href": "/?q=" + URLEncoded.encoded("tag:" + tag),
        "isLast": index == ticket.tags.count - 1,
      ]
    }
  }

  private var requester: View {
    let person = ticket.requester
    let isNamed = person.name?.isEmpty == false
    let isKnown = isNamed || person.address != nil
    let count = reading.requesterTickets
    return [
      "name": isKnown ? ShownName.of(person.shown, limit: 80) : words("ticket.unknownSender"),
      "address": isNamed ? person.address.map { ShownName.of($0.original, limit: 120) as Any } ?? false : false,
      "count": count > 1 ? tickets(count) : false as Any,
      "href": "/?q=" + URLEncoded.encoded("from:" + (person.address?.original ?? "")),
      "isUndelivered": isUndelivered(person), "written": AddressField([person]).text,
    ]
  }

  private func tickets(_ count: Int) -> String {
    count > TicketReading.mostCounted
      ? words("ticket.moreTickets", ["n": String(TicketReading.mostCounted)]) : words("ticket.tickets", count: count)
  }

  private func person(_ person: Person) -> View {
    let name = ShownName.of(person.shown, limit: 60)
    return [
      "name": name, "address": person.address?.original ?? "", "isUndelivered": isUndelivered(person),
      "unwatchLabel": words("ticket.unwatchLabel", ["who": name]),
    ]
  }

  /// Whether the last mail to somebody failed.
  private func isUndelivered(_ person: Person) -> Bool {
    reading.conversation.flatMap(\.deliveries).last { $0.recipient == person.address }?.state == .failed
  }

  private var ties: [View] {
    reading.ties.map { tie in
      let isOurs = tie.link.ticket == ticket.id
      let key = "ticket.link." + tie.link.kind + (isOurs ? "" : ".back")
      let other = RichText.link(tie.other.description, path: TicketView.path(of: tie.other))
      let subject = RichText.plain(ShownName.of(tie.subject, limit: 60))
      return [
        "pieces": words.rich(words.has(key) ? key : "ticket.link.related", ["other": other, "subject": subject]).views
      ]
    }
  }
}
