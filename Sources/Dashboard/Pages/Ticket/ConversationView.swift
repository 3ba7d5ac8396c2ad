import Desk
import Work

/// A ticket's conversation as a list: messages, notices and what happened between them, oldest first.
struct ConversationView {
  /// What a reader asked to see otherwise.
  struct Wishes: Equatable {
    /// The message to be framed as HTML, or to be shown as text where it would be framed.
    var html: Int64?
    var text: Int64?
    var loadsImages = false
    /// How many of the newest entries are shown.
    var entries = ConversationView.usual

    init() {}
  }

  static let usual = 100
  static let most = 1600
  /// More read messages than this are folded, but for the first and the last of them.
  private static let mostRead = 5
  private static let keptAtEnd = 2

  let reading: TicketReading
  let wishes: Wishes
  /// The HTML of messages that are to be framed.
  let frames: [Int64: HTMLView]
  let quoted: (ConversationEntry) -> QuotedText
  let names: ActorNames
  let shown: Shown
  let path: String

  private var words: Catalogue { shown.words }

  /// One line of the list before it is written.
  private enum Item {
    case message(ConversationEntry)
    case failure(View)
    case happened([Event])
    case unread
    case fold([Item])
  }

  /// How many of the oldest entries are left out.
  var leftOut: Int { max(0, reading.conversation.count - wishes.entries) }

  var items: [View] { folded(arranged()).map(view) }

  // MARK: Order

  /// Messages and events by their times; of a message and what it caused, the message first.
  private func arranged() -> [Item] {
    let entries = Array(reading.conversation.suffix(wishes.entries))
    var happened = grouped(events(since: leftOut > 0 ? entries.first?.at : nil))[...]
    var items: [Item] = []
    for entry in entries {
      while let next = happened.first, let at = next.first?.at, at < entry.at {
        items.append(.happened(next))
        happened.removeFirst()
      }
      items.append(.message(entry))
      items += failures(of: entry)
    }
    return items + happened.map(Item.happened)
  }

  private func events(since start: Instant?) -> [Event] {
    reading.events.filter { event in
      EventSentence.isInConversation(event) && start.map { event.at >= $0 } ?? true
    }
  }

  /// What one hand did at one time stands on one line.
  private func grouped(_ events: [Event]) -> [[Event]] {
    var groups: [[Event]] = []
    for event in events {
      if let last = groups.last?.last, last.at == event.at, last.actor == event.actor, event.kind != .opened,
        last.kind != .opened
      {
        groups[groups.count - 1].append(event)
      } else {
        groups.append([event])
      }
    }
    return groups
  }

  private func failures(of entry: ConversationEntry) -> [Item] {
    let circumstances = DeliveryView.Circumstances(
      ticket: reading.ticket, watchers: reading.watchers, events: reading.events, path: path)
    return entry.deliveries.compactMap { row in
      DeliveryView(row: row, entry: entry, shown: shown).failure(circumstances).map(Item.failure)
    }
  }

  // MARK: Folding

  /// Folds what has been read long ago, and marks where what is new begins.
  private func folded(_ items: [Item]) -> [Item] {
    let read = items.indices.filter { isRead(items[$0]) }
    let firstUnread = items.indices.first { isUnread(items[$0]) }
    let isFolding = read.count > Self.mostRead
    let fold = isFolding ? (read[0] + 1)..<read[read.count - Self.keptAtEnd] : 0..<0
    var result: [Item] = []
    var hidden: [Item] = []
    for (index, item) in items.enumerated() {
      if index == firstUnread, !read.isEmpty { result.append(.unread) }
      // A mail that failed still wants somebody's hand: it stays in sight.
      if fold.contains(index), !isFailure(item) { hidden.append(item) } else { result.append(item) }
      if index == fold.upperBound - 1, !hidden.isEmpty {
        result.insert(.fold(hidden), at: 1 + (result.firstIndex(where: isRead) ?? 0))
      }
    }
    return result
  }

  private func isFailure(_ item: Item) -> Bool { if case .failure = item { true } else { false } }

  private func isRead(_ item: Item) -> Bool {
    guard case .message(let entry) = item, !isRoutine(entry) else { return false }
    return !isNew(entry)
  }

  private func isUnread(_ item: Item) -> Bool {
    guard case .message(let entry) = item, !isRoutine(entry) else { return false }
    return isNew(entry)
  }

  /// What came after the reader last looked, and is not their own.
  private func isNew(_ entry: ConversationEntry) -> Bool {
    entry.id > (reading.readMark ?? 0) && entry.author != reading.reader.name
  }

  /// A notice that says nothing that a person wrote.
  private func isRoutine(_ entry: ConversationEntry) -> Bool {
    switch entry.outgoingKind {
    case .received, .assigned, .reopened, .overdue: true
    case .resolved, .closed, .reply, nil: false
    }
  }

  // MARK: Lines

  private func view(_ item: Item) -> View {
    switch item {
    case .unread: ["unread": words("ticket.newToYou")]
    case .failure(let view): ["failure": view]
    case .happened(let events): ["event": view(events)]
    case .message(let entry) where isRoutine(entry): ["notice": notice(entry)]
    case .message(let entry): ["message": message(entry)]
    case .fold(let items):
      [
        "fold": [
          "summary": words("ticket.earlier", count: items.count { isRead($0) }), "items": items.map(view),
        ] as View
      ]
    }
  }

  private func view(_ events: [Event]) -> View {
    guard let first = events.first else { return [:] }
    let pieces = EventSentence.joined(events.map { sentence($0).pieces })
    return [
      "sequence": first.sequence, "icon": sentence(first).icon, "pieces": pieces.views,
      "machine": shown.machine(first.at), "exact": shown.exact(first.at), "time": shown.brief(first.at),
    ]
  }

  private func sentence(_ event: Event) -> EventSentence {
    EventSentence(event: event, words: words, names: names, shown: shown, opening: openingTag)
  }

  /// The tag or header that gave the ticket its first priority.
  private var openingTag: String? {
    let entry = reading.intake.first { $0.disposition == .opened && $0.ticket == reading.ticket.id }
    switch entry?.evidence.last(where: { $0.rule == "priority" }).map({ PriorityEvidence($0.because) }) {
    case .tag(let tag, _): return tag
    case .header(let header): return ShownName.of(header, limit: 60)
    default: return nil
    }
  }

  private func notice(_ entry: ConversationEntry) -> View {
    let kind = words("ticket.notice." + (entry.outgoingKind?.rawValue ?? "reply"))
    let body = MessageView.parts(of: entry.text)
    return [
      "number": entry.id, "isLast": entry.id == reading.conversation.last?.id, "summary": kind, "body": body.first,
      "machine": shown.machine(entry.at),
      "exact": shown.exact(entry.at), "time": shown.brief(entry.at),
      "deliveries": DeliveryView.lines(of: entry, shown),
    ]
  }

  private func message(_ entry: ConversationEntry) -> View {
    let form: MessageView.Form =
      frames[entry.id].map { .frame(remoteImages: wishes.loadsImages ? nil : $0.remoteImages) } ?? .text
    let isWaiting = entry.isNewcomer && reading.newcomers.contains { $0.address == entry.from.address }
    return MessageView(
      entry: entry, names: names, shown: shown, path: path, isNewcomer: isWaiting,
      mayHoldHTML: reading.mayHoldHTML.contains(entry.id), form: form,
      quoted: form == .text && entry.kind == .incoming ? quoted(entry) : nil,
      isLast: entry.id == reading.conversation.last?.id
    ).view
  }

  /// The messages that are to be framed: the one that was asked for, and those whose text says nothing.
  static func framed(_ reading: TicketReading, _ wishes: Wishes) -> [Int64] {
    let blank = reading.conversation.suffix(wishes.entries).filter { entry in
      entry.kind == .incoming && reading.mayHoldHTML.contains(entry.id) && entry.id != wishes.text
        && entry.visibleText.allSatisfy(\.isWhitespace)
    }
    let asked = wishes.html.map { id in reading.conversation.contains { $0.id == id } ? [id] : [] } ?? []
    return Array(Set(asked + blank.suffix(mostFrames).map(\.id)))
  }

  private static let mostFrames = 3
}
