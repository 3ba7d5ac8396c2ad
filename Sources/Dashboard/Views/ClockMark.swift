import Desk

/// What is left of a ticket's service level, in words that need no arithmetic.
struct ClockMark {
  /// How a promise stands.
  enum State: Equatable {
    case overdue(Span)
    /// Less than two hours are left, or less than a quarter of the time and four hours.
    case soon(Span)
    case due(Span)
    /// The requester's turn: what is left, negative when it was late before.
    case paused(Span)
    case kept(Span)
    case missed(Span)
    /// Resolved, and closing by itself.
    case closes(Span)
  }

  let state: State
  let mark: Mark

  /// A ticket's clock as lists show it; nil where nothing is promised.
  ///
  /// - Parameter closeAfter: how long a resolved ticket waits before it closes by itself.
  init?(_ ticket: Ticket, closeAfter: Span, _ shown: Shown) {
    guard let (state, moment) = Self.reading(ticket, closeAfter, shown.now) else { return nil }
    self.init(state, at: moment, shown)
  }

  /// One promise, such as the first response: when it was kept, or how long it still has.
  init?(due: Instant?, keptAt: Instant?, since: Instant, pausedSince: Instant?, _ shown: Shown) {
    guard let due else { return nil }
    if let keptAt {
      self.init(keptAt > due ? .missed(keptAt.since(due)) : .kept(keptAt.since(since)), at: keptAt, shown)
    } else if let pausedSince {
      self.init(.paused(due.since(pausedSince)), at: due, shown)
    } else {
      self.init(Self.running(until: due, since: since, now: shown.now), at: due, shown)
    }
  }

  private init(_ state: State, at moment: Instant, _ shown: Shown) {
    self.state = state
    let (kind, icon, word) = Self.words(state, shown)
    mark = Mark(
      kind: kind, icon: icon, word: word, time: (shown.machine(moment), shown.exact(moment)))
  }

  var html: String { mark.html }

  private static func reading(_ ticket: Ticket, _ closeAfter: Span, _ now: Instant) -> (State, Instant)? {
    switch ticket.status {
    case .new, .open:
      guard let due = ticket.due else { return nil }
      return (running(until: due, since: ticket.createdAt, now: now), due)
    case .pending:
      guard let due = ticket.openPromise else { return nil }
      return (.paused(due.since(ticket.pendingSince ?? now)), due)
    case .resolved:
      guard let resolvedAt = ticket.resolvedAt else { return nil }
      let end = resolvedAt + closeAfter
      return (.closes(end.since(now)), end)
    case .closed:
      guard let end = ticket.resolvedAt ?? ticket.closedAt, let due = ticket.resolveDue else { return nil }
      return (end > due ? .missed(end.since(due)) : .kept(end.since(ticket.createdAt)), end)
    }
  }

  private static func running(until due: Instant, since start: Instant, now: Instant) -> State {
    let left = due.since(now)
    if left < .seconds(0) { return .overdue(now.since(due)) }
    let quarter = Span(microseconds: due.since(start).microseconds / 4)
    let isSoon = left < .hours(2) || (left < quarter && left < .hours(4))
    return isSoon ? .soon(left) : .due(left)
  }

  private static func words(_ state: State, _ shown: Shown) -> (kind: String, icon: String, word: String) {
    func word(_ key: String, _ span: Span) -> String {
      shown.words("time." + key, ["t": shown.span(abs(span.seconds))])
    }
    return switch state {
    case .overdue(let span): ("overdue", "overdue", word("overdue", span))
    case .soon(let span): ("soon", "clock", word("due", span))
    case .due(let span): ("due", "clock", shown.words("time.due", ["t": shown.span(span.seconds, units: 1)]))
    case .paused(let span) where span < .seconds(0): ("paused", "pause", word("pausedLate", span))
    case .paused(let span):
      ("paused", "pause", shown.words("time.paused", ["t": shown.span(span.seconds, units: 1)]))
    case .kept(let span): ("kept", "check", word("kept", span))
    case .missed(let span): ("missed", "x", word("missed", span))
    case .closes(let span):
      ("closes", "check", shown.words("time.closes", ["t": shown.span(max(0, span.seconds), units: 1)]))
    }
  }
}

extension Ticket {
  /// The next promise still to be kept, whether the clock runs or stands.
  var openPromise: Instant? {
    guard firstRespondedAt == nil, let first = firstResponseDue else { return resolveDue }
    return resolveDue.map { min($0, first) } ?? first
  }
}
