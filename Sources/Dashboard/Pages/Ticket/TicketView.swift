import Desk
import Work

/// The page of a ticket as its templates have it.
struct TicketView {
  let site: Site
  let reading: TicketReading
  let shown: Shown
  var wishes = ConversationView.Wishes()
  var frames: [Int64: HTMLView] = [:]
  /// What stands in the composer; nil for what the reader has begun, or nothing.
  var composer: ComposerView?
  /// Sentences above the conversation.
  var lines: [[RichText]] = []
  /// A change that was refused, and how it can be made all the same.
  var stuck: View?
  var preview: View = ["preview": false, "refused": false]
  /// Where the list is that it was opened from.
  var back = "/"
  var editsRequester = false

  private static let longSubject = 160
  private static let mostHistory = 500

  private var ticket: Ticket { reading.ticket }
  private var words: Catalogue { shown.words }
  private var names: ActorNames { ActorNames(reading.operators, words) }
  private var settings: DeskSettings { site.desk.settings }
  private var mayAct: Bool { reading.reader.role != .readOnly }
  var path: String { Self.path(of: ticket.id) }

  static func path(of id: TicketID) -> String { "/tickets/\(id.number)" }

  var view: View {
    var view: View = [
      "number": ticket.id.number, "id": ticket.id.description, "path": path, "back": back,
      "version": reading.version.description, "lastMessage": reading.lastMessage as Any? ?? false,
      "subject": subject, "subjectIsLong": ticket.subject.count > Self.longSubject, "mayAct": mayAct,
      "me": reading.reader.name, "stuck": stuck ?? false as Any,
      "lines": lines.map { ["pieces": $0.views] as View },
    ]
    for part in [marks, acts, conversation, composing, side, properties, preview] {
      view.merge(part) { _, new in new }
    }
    return view
  }

  /// The title of the window: the ticket first, so that tabs can be told apart.
  var title: String { "\(ticket.id) \(ShownName.of(subject, limit: 80))" }

  private var subject: String { ticket.subject.isEmpty ? words("ticket.noSubject") : ticket.subject }

  // MARK: Head

  private var marks: View {
    [
      "priority": PriorityMark(ticket.priority, words).html, "status": StatusMark(ticket.status, words).html,
      "clock": ClockMark(ticket, closeAfter: settings.closeAfter, shown)?.html ?? "",
    ]
  }

  private var acts: View {
    let isFinished = ticket.status == .resolved || ticket.status == .closed
    let nobody: View = [
      "value": "", "label": words("ticket.nobody"), "isNow": ticket.assignee == nil,
    ]
    let assignees: [View] = reading.operators.filter { !$0.isDisabled && $0.role != .readOnly }
      .sorted { ($0.name != reading.reader.name ? 1 : 0, $0.name) < ($1.name != reading.reader.name ? 1 : 0, $1.name) }
      .map { ["value": $0.name, "label": names($0.name), "isNow": ticket.assignee == $0.name] }
    let priorities: [View] = Priority.allCases.map {
      [
        "value": $0.rawValue, "letter": String($0.rawValue.prefix(1)), "isNow": ticket.priority == $0,
        "priority": PriorityMark($0, words).html,
      ]
    }
    return [
      "assignees": assignees + [nobody], "priorities": priorities, "mayResolve": !isFinished, "mayReopen": isFinished,
      "mayReply": ticket.status != .closed, "mayTake": mayAct && ticket.assignee != reading.reader.name,
    ]
  }

  // MARK: Conversation and composer

  private var conversation: View {
    let desk = site.desk
    let conversation = ConversationView(
      reading: reading, wishes: wishes, frames: frames, quoted: { desk.quoted(of: $0) }, names: names, shown: shown,
      path: path)
    return ["items": conversation.items, "before": before(conversation.leftOut)]
  }

  /// The way to what is left out; what would make a page too large for a browser is in the raw messages alone.
  private func before(_ leftOut: Int) -> Any {
    guard leftOut > 0 else { return false }
    let next = min(ConversationView.most, wishes.entries * 4)
    return [
      "text": words("ticket.olderEntries", count: leftOut), "href": "\(path)?entries=\(next)",
    ] as View
  }

  private var composing: View {
    let composer = composer ?? compose(reading.draft?.kind ?? .reply, isAsked: false)
    return ["compose": composer.view, "tabs": composer.tabs]
  }

  /// The composer for one kind of words, with the draft that the reader has of it.
  func compose(_ kind: Draft.Kind, isAsked: Bool = true) -> ComposerView {
    var content = ComposerView.Content(kind: kind)
    guard let draft = reading.draft, draft.kind == kind else {
      return compose(content, trouble: nil, keptAt: nil, isAsked: isAsked)
    }
    content.text = draft.text
    if kind == .reply, !(draft.to.isEmpty && draft.cc.isEmpty) {
      content.to = draft.to
      content.cc = draft.cc
    }
    return compose(content, trouble: nil, keptAt: draft.keptAt, isAsked: isAsked)
  }

  /// The composer with what was sent and came back.
  func compose(
    _ content: ComposerView.Content, trouble: ComposerView.Trouble?, keptAt: Instant?, isAsked: Bool = false
  ) -> ComposerView {
    let own = reading.reader.address
    let watchers = reading.watchers.filter { watcher in
      guard let address = watcher.address, address.isDeliverable, address != own else { return false }
      return !settings.isOurs(address) && address != ticket.requester.address
    }
    return ComposerView(
      content: content, ticket: ticket, requester: AddressField([ticket.requester]), watchers: AddressField(watchers),
      shown: shown, trouble: trouble, keptAt: keptAt, isAsked: isAsked)
  }

  // MARK: Beside it

  private var side: View {
    let reasons = PriorityReasons(
      ticket: ticket, events: reading.events, intake: reading.intake,
      queueDefault: settings.queue(named: ticket.queue)?.defaultPriority, words: words, names: names, shown: shown)
    let history = reading.events.suffix(Self.mostHistory).reversed()
    return [
      "levels": ServiceLevelBar.all(of: ticket, settings.serviceLevels, words).map {
        $0.view(shown, priority: ticket.priority)
      },
      "whyTitle": words("ticket.whyTitle", ["small": words("ticket.small." + ticket.priority.rawValue)]),
      "reasons": reasons.all.map { ["icon": $0.icon, "pieces": $0.pieces.views] as View },
      "hasEvidence": !reading.intake.isEmpty, "intake": reading.intake.suffix(Self.mostEvidence).map(evidence),
      "historyTitle": words("ticket.history", count: reading.events.count),
      "historyCut": reading.events.count > Self.mostHistory
        ? words("ticket.historyCut", ["n": Shown.grouped(Self.mostHistory)]) : false as Any,
      "history": history.map(historyLine),
    ]
  }

  private static let mostEvidence = 20

  private func evidence(_ entry: IntakeEntry) -> View {
    [
      "heading": words(
        "ticket.evidenceOf",
        ["what": words("ticket.disposition." + entry.disposition.rawValue), "time": shown.exact(entry.at)]),
      "evidence": entry.evidence.map { item -> View in
        [
          "rule": ShownName.of(item.rule, limit: 40), "because": ShownName.of(item.because, limit: 300),
          "effect": item.effect == "no" || item.effect == "yes" ? false : ShownName.of(item.effect, limit: 120) as Any,
        ]
      },
    ]
  }

  private func historyLine(_ event: Event) -> View {
    let sentence = EventSentence(event: event, words: words, names: names, shown: shown)
    return ["machine": shown.machine(event.at), "exact": shown.exact(event.at), "pieces": sentence.pieces.views]
  }

  private var properties: View {
    TicketProperties(
      reading: reading, names: names, shown: shown, mayAct: mayAct, editsRequester: editsRequester
    ).view
  }
}
