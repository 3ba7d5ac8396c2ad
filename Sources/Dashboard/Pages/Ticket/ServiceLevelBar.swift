import Desk

/// One promise of a ticket as a bar: how much of the time is used, and by how much it was passed.
struct ServiceLevelBar {
  /// Of the whole width, in hundredths: until now or until it was kept, of the target and what lies beyond it.
  struct Geometry: Equatable {
    var used: Int
    var late: Int
  }

  let name: String
  let target: Span
  let due: Instant
  /// When it was kept, or missed and then done.
  let doneAt: Instant?
  /// Since when the clock stands.
  let pausedSince: Instant?

  /// When its clock would have begun had it never stood still.
  private var start: Instant { due - target }

  func geometry(now: Instant) -> Geometry {
    let end = doneAt ?? pausedSince ?? now
    let spent = max(0, end.since(start).seconds)
    let whole = max(1, target.seconds)
    guard spent > whole else { return Geometry(used: Int(spent * 100 / whole), late: 0) }
    // The later it is, the more of the bar is red, but the promise itself stays to be seen.
    let late = min(80, max(4, Int((spent - whole) * 100 / spent)))
    return Geometry(used: 100 - late, late: late)
  }

  func view(_ shown: Shown, priority: Priority) -> View {
    let words = shown.words
    let geometry = geometry(now: shown.now)
    let clock = ClockMark(due: due, keptAt: doneAt, since: start, pausedSince: pausedSince, shown)
    let foot = words(
      doneAt == nil ? "ticket.dueAt" : "ticket.doneAt", ["time": shown.brief(doneAt ?? due)])
    let level = words("ticket.level." + priority.rawValue)
    var view: View = [
      "name": name, "clock": clock?.html ?? "", "spoken": "\(name): \(clock?.mark.word ?? ""), \(foot)",
      "tone": doneAt != nil && geometry.late == 0 ? "kept" : "open", "used": geometry.used, "left": foot,
      "right": words("ticket.target", ["span": shown.span(target.seconds, units: 1), "level": level]),
      "late": false,
    ]
    if geometry.late > 0 {
      view["late"] = ["x": geometry.used, "from": geometry.used + 1, "width": geometry.late - 1] as View
    }
    return view
  }
}

extension ServiceLevelBar {
  /// Both promises of a ticket, the one still to be kept first.
  static func all(of ticket: Ticket, _ levels: ServiceLevels, _ words: Catalogue) -> [ServiceLevelBar] {
    let level = levels[ticket.priority]
    let paused = ticket.pendingSince
    var bars: [ServiceLevelBar] = []
    if let due = ticket.resolveDue {
      bars.append(
        ServiceLevelBar(
          name: words("ticket.resolveLevel"), target: level.resolve, due: due,
          doneAt: ticket.resolvedAt ?? ticket.closedAt, pausedSince: paused))
    }
    if let due = ticket.firstResponseDue {
      let bar = ServiceLevelBar(
        name: words("ticket.firstResponse"), target: level.firstResponse, due: due,
        doneAt: ticket.firstRespondedAt ?? ticket.closedAt, pausedSince: paused)
      bars.insert(bar, at: bar.doneAt == nil ? 0 : bars.count)
    }
    return bars
  }
}
