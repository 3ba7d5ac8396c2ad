/// How the desk did over a period: what the reports page, `stats` and the API show.
package struct DeskReport: Sendable, Equatable {
  package struct Day: Sendable, Equatable {
    package var day: ReportPeriod.Day
    package var opened = 0
    package var resolved = 0

    package init(_ day: ReportPeriod.Day) {
      self.day = day
    }
  }

  /// Of the tickets of one priority that were resolved, how many kept both promises.
  package struct KeptShare: Sendable, Equatable {
    package var priority: Priority
    package var kept = 0
    package var resolved = 0

    package init(_ priority: Priority) {
      self.priority = priority
    }
  }

  /// What an operator has in hand now, and did in the period.
  package struct Load: Sendable, Equatable {
    /// Nil for what nobody has been assigned.
    package var name: String?
    package var fullName: String?
    /// New, open and pending tickets by priority.
    package var high = 0
    package var medium = 0
    package var low = 0
    package var overdue = 0
    /// Replies written in the period.
    package var replies = 0
    /// Tickets resolved in the period, by who has them.
    package var resolved = 0
    package var firstResponse: Span?

    package init(name: String?, fullName: String? = nil) {
      self.name = name
      self.fullName = fullName
    }

    package var unfinished: Int { high + medium + low }
  }

  package var period: ReportPeriod
  /// The queue that it is about; nil for all.
  package var queue: String?
  package var days: [Day]
  /// Opened in as many days before the period.
  package var openedBefore: Int
  /// From when a ticket was opened to its first response, of those first responded to in the period.
  package var firstResponse: TimeTaken
  /// From when a ticket was opened to its resolution, of those resolved in the period.
  package var resolution: TimeTaken
  /// High first.
  package var kept: [KeptShare]
  /// By name; nobody last.
  package var load: [Load]

  package init(
    period: ReportPeriod, queue: String?, days: [Day], openedBefore: Int, firstResponse: TimeTaken,
    resolution: TimeTaken, kept: [KeptShare], load: [Load]
  ) {
    self.period = period
    self.queue = queue
    self.days = days
    self.openedBefore = openedBefore
    self.firstResponse = firstResponse
    self.resolution = resolution
    self.kept = kept
    self.load = load
  }

  package var opened: Int { days.reduce(0) { $0 + $1.opened } }
  package var resolved: Int { days.reduce(0) { $0 + $1.resolved } }
}

/// How long something took, over many tickets: the middle, the slow end, and how it is spread.
package struct TimeTaken: Sendable, Equatable {
  package struct Bar: Sendable, Equatable {
    /// Counts what took less than this and is in no bar before; nil for all the rest.
    package var below: Span?
    package var count: Int
  }

  package static let responseSteps: [Span] =
    [.minutes(15), .minutes(30), .hours(1), .hours(2), .hours(4), .hours(8), .hours(24)]
  package static let resolutionSteps: [Span] =
    [.hours(1), .hours(4), .hours(8), .hours(24), .days(3), .days(7), .days(30)]

  package var count: Int
  /// Half took no longer than this.
  package var median: Span?
  /// Nine of ten took no longer than this.
  package var p90: Span?
  package var bars: [Bar]

  /// - Parameters:
  ///   - spans: what each took, in any order; a negative one, of a clock that went back, counts as none.
  ///   - steps: where a bar ends and the next begins, in order.
  package init(_ spans: [Span], steps: [Span]) {
    let sorted = spans.map { max($0, Span(microseconds: 0)) }.sorted()
    count = sorted.count
    median = Self.rank(sorted, 50)
    p90 = Self.rank(sorted, 90)
    var rest = sorted[...]
    bars = steps.map { step in
      let bar = rest.prefix { $0 < step }
      rest = rest.dropFirst(bar.count)
      return Bar(below: step, count: bar.count)
    }
    bars.append(Bar(below: nil, count: rest.count))
  }

  /// The nearest rank: always a time that some ticket took.
  private static func rank(_ sorted: [Span], _ percent: Int) -> Span? {
    guard !sorted.isEmpty else { return nil }
    let rank = (sorted.count * percent + 99) / 100
    return sorted[max(0, min(sorted.count, rank) - 1)]
  }
}
