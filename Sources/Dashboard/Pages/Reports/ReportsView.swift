import Desk

/// A report as its page shows it.
struct ReportsView {
  let report: DeskReport
  let query: ReportsQuery
  let queues: [String]
  let shown: Shown

  private var words: Catalogue { shown.words }

  /// What `reports.mustache` is filled with.
  var view: View {
    var view: View = [
      "isTables": query.isTables, "chips": chips, "csv": query.csvPath,
      "turn": query.with { $0.isTables.toggle() }.path,
      "turnName": words(query.isTables ? "reports.asPictures" : "reports.asTables"), "figures": figures,
      "cards": [days, response, resolution, kept, load],
    ]
    if report.opened == 0, report.resolved == 0, report.firstResponse.count == 0 {
      let longest = ReportsQuery.periods.last ?? query.days
      let isLongest = query.days == longest && query.queue == nil
      view["empty"] =
        [
          "text": words(isLongest ? "reports.emptyAtAll" : "reports.empty"),
          "href": isLongest ? "/" : ReportsQuery().with { $0.days = longest }.path,
          "link": words(isLongest ? "reports.inbox" : "reports.showLongest"),
        ] as View
    }
    return view
  }

  // MARK: Filters

  private var chips: [View] {
    let period = chip(
      words("reports.period"), query.days == 365 ? words("reports.year") : words("reports.lastDays", count: query.days),
      off: query.days == ReportsQuery().days ? nil : query.with { $0.days = ReportsQuery().days }.path,
      ReportsQuery.periods.map { days in
        (
          days == 365 ? words("reports.year") : words("reports.lastDays", count: days), days == query.days,
          query.with { $0.days = days }.path
        )
      })
    guard queues.count > 1 else { return [period] }
    let all = (words("reports.allQueues"), query.queue == nil, query.with { $0.queue = nil }.path)
    return [
      period,
      chip(
        words("reports.queue"), words("reports.queueIs", ["name": query.queue ?? words("reports.allQueues")]),
        off: query.queue == nil ? nil : query.with { $0.queue = nil }.path,
        [all] + queues.map { name in (name, name == query.queue, query.with { $0.queue = name }.path) }),
    ]
  }

  private func chip(
    _ label: String, _ name: String, off: String?, _ choices: [(text: String, isChosen: Bool, href: String)]
  ) -> View {
    var view: View = [
      "label": label, "name": name, "isOn": off != nil,
      "choices": choices.map { ["text": $0.text, "isChosen": $0.isChosen, "href": $0.href] as View },
    ]
    if let off { view["off"] = ["href": off, "label": words("reports.off", ["name": name])] as View }
    return view
  }

  // MARK: Figures

  private var figures: [View] {
    [
      figure("opened", Shown.grouped(report.opened), compared),
      figure("responseMedian", time(report.firstResponse.median), slow(report.firstResponse)),
      figure("resolutionMedian", time(report.resolution.median), slow(report.resolution)),
      keptFigure,
    ]
  }

  private func figure(_ key: String, _ value: String, _ note: String, isBad: Bool = false) -> View {
    ["name": words("reports." + key), "value": value, "note": note, "isBad": isBad]
  }

  private var compared: String {
    let more = report.opened - report.openedBefore
    let period = words("reports.before", count: query.days)
    guard more != 0 else { return words("reports.same", ["period": period]) }
    return words(more > 0 ? "reports.more" : "reports.fewer", ["n": Shown.grouped(abs(more)), "period": period])
  }

  private var keptFigure: View {
    let resolved = report.kept.reduce(0) { $0 + $1.resolved }
    let kept = report.kept.reduce(0) { $0 + $1.kept }
    let late = report.kept.first { $0.kept < $0.resolved }
    let note =
      late.map {
        words(
          "reports.late", count: $0.resolved - $0.kept, ["priority": words("reports.late." + $0.priority.rawValue)])
      } ?? words(resolved == 0 ? "reports.noneResolved" : "reports.allKept")
    return figure("levelKept", percent(kept, of: resolved), note, isBad: late != nil)
  }

  /// Of fewer tickets nobody can say what nine of ten took.
  private static let fewestForTenths = 10

  private func time(_ span: Span?) -> String { span.map { shown.span($0.seconds) } ?? "–" }

  private func slow(_ taken: TimeTaken) -> String {
    guard taken.count > 0 else { return words("reports.noTimes") }
    guard taken.count >= Self.fewestForTenths, let p90 = taken.p90 else {
      return words("reports.ofTickets", count: taken.count)
    }
    return words("reports.p90", ["t": shown.span(p90.seconds)])
  }

  private func percent(_ part: Int, of whole: Int) -> String {
    guard whole > 0 else { return "–" }
    // Rounded down: only all is 100 %.
    let tenths = part * 1000 / whole
    let text = tenths % 10 == 0 ? "\(tenths / 10)" : "\(tenths / 10)\(words("reports.decimal"))\(tenths % 10)"
    return text + "\u{202F}%"
  }

  // MARK: Cards

  private var days: View {
    let points = ReportPoint.points(of: report)
    let isWeeks = points.count < report.days.count
    let more = report.opened - report.resolved
    let lead =
      more == 0
      ? words("reports.asMany")
      : words(more > 0 ? "reports.moreOpened" : "reports.moreResolved", ["n": Shown.grouped(abs(more))])
    let every = max(1, (points.count + 6) / 7)
    let chart = LineChart(
      labels: points.enumerated().map { $0 % every == 0 ? shown.date($1.start, "d MMM") : "" },
      lines: [
        .init(
          name: "\(words("reports.resolved")) \(Shown.grouped(report.resolved))", kind: "dashed",
          values: points.map(\.resolved)),
        .init(
          name: "\(words("reports.opened")) \(Shown.grouped(report.opened))", kind: "solid",
          values: points.map(\.opened)
        ),
      ],
      sentence: words(
        "reports.daysSentence", ["opened": Shown.grouped(report.opened), "resolved": Shown.grouped(report.resolved)]))
    return card(
      "days", words(isWeeks ? "reports.aWeek" : "reports.aDay"), lead, picture: chart.html,
      ReportsTable.days(report, shown), kind: "wide lines")
  }

  private var response: View {
    histogram("response", report.firstResponse, ReportsTable.response(report, words))
  }

  private var resolution: View {
    histogram("resolution", report.resolution, ReportsTable.resolution(report, words))
  }

  private func histogram(_ id: String, _ taken: TimeTaken, _ table: ReportsTable) -> View {
    let chart = BarChart(
      bars: Array(zip(BarLabel.all(taken, words), taken.bars.map(\.count))),
      sentence: words("reports.barsSentence", ["title": words("reports." + id), "median": time(taken.median)]))
    return card(
      id, words("reports." + id), words("reports.ofTickets", count: taken.count), picture: chart.html, table,
      kind: "half")
  }

  private var kept: View {
    let resolved = report.kept.reduce(0) { $0 + $1.resolved }
    let rows = report.kept.map { share -> ShareRow in
      let part = share.resolved == 0 ? 0 : Double(share.kept) / Double(share.resolved)
      return ShareRow(
        name: words("common." + share.priority.rawValue),
        bar: ShareBar(parts: share.resolved == 0 ? [] : [(part, "bar"), (1 - part, "late")]),
        value: percent(share.kept, of: share.resolved),
        note: words(
          share.kept < share.resolved ? "reports.ofLate" : "reports.of",
          [
            "kept": Shown.grouped(share.kept), "resolved": Shown.grouped(share.resolved),
            "late": Shown.grouped(share.resolved - share.kept),
          ]))
    }
    return card(
      "kept", words("reports.levelKept"), words("reports.keptLead", count: resolved), picture: ShareRow.html(rows),
      ReportsTable.kept(report, words), kind: "wide")
  }

  private var load: View {
    let largest = Double(max(1, report.load.map(\.unfinished).max() ?? 0))
    let rows = report.load.map { load -> ShareRow in
      let late = min(load.overdue, load.unfinished)
      return ShareRow(
        name: load.shownName(words),
        bar: ShareBar(parts: [
          (Double(load.unfinished - late) / largest, "bar"), (Double(late) / largest, "late"),
        ]),
        value: Shown.grouped(load.unfinished),
        note: load.overdue > 0 ? words("reports.overdueOf", ["n": Shown.grouped(load.overdue)]) : "")
    }
    let all = report.load.reduce(0) { $0 + $1.unfinished }
    let taken = report.load.filter { $0.name != nil }.reduce(0) { $0 + $1.unfinished }
    return card(
      "load", words("reports.load"), words("reports.taken", ["n": Shown.grouped(taken), "all": Shown.grouped(all)]),
      picture: ShareRow.html(rows), ReportsTable.load(report, shown), kind: "wide table-first",
      counts: words("reports.loadCounts"))
  }

  private func card(
    _ id: String, _ title: String, _ lead: String, picture: String, _ table: ReportsTable, kind: String,
    counts: String? = nil
  ) -> View {
    [
      "id": id, "title": title, "lead": lead, "picture": picture, "kind": kind, "counts": counts.map { [$0] } ?? [],
      "isTableFirst": kind.hasSuffix("table-first"), "hasRows": !table.rows.isEmpty,
      "titles": table.titles.enumerated().map { ["text": $1, "isNumber": $0 > 0] as View },
      "rows": table.rows.map { cells in
        [
          "name": cells.first?.shown ?? "",
          "cells": zip(table.titles, cells).dropFirst().map { title, cell in
            ["label": title, "text": cell.shown, "isBad": cell.isBad] as View
          },
        ] as View
      },
    ]
  }
}

/// A name, a lying bar, its value and a few words, as one row of a picture.
struct ShareRow {
  var name: String
  var bar: ShareBar
  var value: String
  var note: String

  static func html(_ rows: [ShareRow]) -> String {
    let items = rows.map { row in
      "<li><b class=\"clip\">\(EscapedHTML.escaped(row.name))</b>\(row.bar.html)<b class=\"n\">"
        + "\(EscapedHTML.escaped(row.value))</b> <span class=\"muted small\">\(EscapedHTML.escaped(row.note))</span></li>"
    }
    return "<ul class=\"shares\">" + items.joined() + "</ul>"
  }
}

/// What a line turns at: a day, or a week where days would stand too close.
struct ReportPoint: Equatable {
  var start: Instant
  var opened = 0
  var resolved = 0

  /// More days than this are drawn by the week.
  private static let mostDays = 120

  static func points(of report: DeskReport) -> [ReportPoint] {
    let size = report.days.count > mostDays ? 7 : 1
    // Weeks end with the last day, so that the last is whole; the first may be shorter.
    let first = report.days.count % size
    var points: [ReportPoint] = []
    for (index, day) in report.days.enumerated() {
      if index == 0 || (index - first) % size == 0 { points.append(ReportPoint(start: day.day.start)) }
      points[points.count - 1].opened += day.opened
      points[points.count - 1].resolved += day.resolved
    }
    return points
  }
}
