import Desk
import Foundation
import Store
import Work

/// What `inbox.mustache` is filled with.
struct InboxView {
  let query: InboxQuery
  let content: InboxContent
  let visitor: Operator
  let mayWrite: Bool
  let site: Site
  let shown: Shown

  private var words: Catalogue { shown.words }
  private var counts: DeskCounts { content.glance.counts }

  /// The page's heading: the place of the rail that it is, or what was searched for.
  var heading: String {
    if query.isSearch { return words("search.title") }
    guard let place = query.place, place != "unfinished" else { return words("inbox.title") }
    return place.hasPrefix("queue:") ? String(place.dropFirst("queue:".count)) : words("rail." + place)
  }

  /// The document's title: what burns comes first, since a tab shows only its beginning.
  var title: String {
    counts.overdue > 0
      ? words("inbox.titleOverdue", ["n": Shown.grouped(counts.overdue), "title": heading]) : heading
  }

  var view: View {
    var view: View = [
      "heading": heading, "counted": counted, "q": query.text, "may": mayWrite, "here": query.path,
      "isFirstRun": content.isUntouched,
    ]
    if content.isUntouched {
      view.merge(firstRun) { $1 }
    } else {
      view["quick"] = quick
      view["chips"] =
        FilterChips(
          query: query, words: words, operators: content.operators, queues: counts.queues.map(\.name),
          tags: content.tags
        ).views
      view["complaints"] = complaints
      view["help"] = query.isSearch ? help : nil
      view["mode"] = content.isGrouped ? "list" : "search"
      if content.page.rows.isEmpty {
        view["empty"] = EmptyList(query: query, content: content, words: words).view
      } else {
        view["list"] = list
      }
      view["foot"] = foot
      if mayWrite {
        view["assignees"] = assignees
        view["priorities"] = priorities
      }
    }
    view["toast"] = toast
    return view
  }

  // MARK: The list and its foot

  private var list: String {
    let row = TicketRowView(
      shown: shown, names: OperatorNames(content.operators),
      closeAfter: site.desk.settings.closeAfter, maySelect: mayWrite)
    let list = TicketListView(views: site.views, row: row)
    return content.isGrouped ? list.grouped(content.page) : list.plain(content.page.rows.map { row.html($0) })
  }

  private var total: Int? {
    let page = content.page
    return page.total ?? (page.next == nil ? page.shownBefore + page.rows.count : nil)
  }

  private var counted: String {
    if content.isUntouched { return words("inbox.none") }
    guard let total else {
      return words("inbox.countAtLeast", ["n": Shown.grouped(content.page.shownBefore + content.page.rows.count)])
    }
    return words("inbox.count", count: total)
  }

  private var foot: View {
    let page = content.page
    var view: View = ["asOf": words("inbox.asOf", ["time": shown.clockWithSeconds(shown.now)])]
    if !page.rows.isEmpty {
      var values = [
        "from": Shown.grouped(page.shownBefore + 1), "to": Shown.grouped(page.shownBefore + page.rows.count),
      ]
      values["total"] = total.map(Shown.grouped)
      let key = content.isGrouped ? (total == nil ? "rangeOpen" : "range") : "rangeNewest"
      view["range"] = words("inbox." + key, values)
    }
    if query.after != nil { view["first"] = query.first.path }
    view["next"] = page.next.map { next in query.with { $0.after = next }.path }
    return view
  }

  // MARK: Filters and search

  private var quick: [View] {
    ["overdue", "high", "mine"].map { place in
      let query = InboxQuery.places.first { $0.id == place }?.query ?? InboxQuery()
      let count = counts[place] ?? 0
      return [
        "name": words("rail." + place), "href": query.path, "number": Shown.grouped(count),
        "isHot": place != "mine" && count > 0, "isOn": self.query.place == place,
      ]
    }
  }

  private var complaints: [View] {
    (content.search?.complaints ?? []).map { complaint in
      var view: View = ["said": words("search.asWord", ["term": complaint.term])]
      view["meant"] = complaint.suggestion.map { suggestion in
        [
          "text": words("search.didYouMean", ["word": suggestion]),
          "href": query.with { $0.text = $0.text.replacing(complaint.term, with: suggestion) }.path,
        ] as View
      }
      return view
    }
  }

  private var help: View {
    let terms = [
      ("from:ana@example.org", "from"), ("subject:invoice", "subject"), ("is:overdue", "is"),
      ("priority:high", "priority"), ("assignee:me", "assignee"), ("queue:support", "queue"), ("tag:payments", "tag"),
      ("before:2026-11-01", "before"), ("after:3d", "after"), ("has:attachment", "has"),
      ("\"502 bad gateway\"", "quotes"),
    ]
    return ["terms": terms.map { ["term": $0.0, "meaning": words("search.op." + $0.1)] as View }]
  }

  // MARK: What is done to the selected

  private var assignees: [View] {
    let others = content.operators.filter { $0.name != visitor.name && $0.role != .readOnly }
    let me: View = [
      "value": visitor.name, "text": words("common.you", ["name": visitor.fullName ?? visitor.name]), "isMe": true,
    ]
    let rest = others.map { ["value": $0.name, "text": $0.fullName ?? $0.name, "isMe": false] as View }
    return [me] + rest + [["value": "", "text": words("common.nobody"), "isMe": false]]
  }

  private var priorities: [View] {
    Priority.allCases.map { level in
      ["value": level.rawValue, "key": String(level.rawValue.prefix(1)), "mark": PriorityMark(level, words).html]
    }
  }

  private var toast: View? {
    guard let undo = content.undo, shown.now.since(undo.at) < DeskWork.undoWindow else { return nil }
    let left = DeskWork.undoWindow.seconds - shown.now.since(undo.at).seconds
    return [
      "text": UndoSentence(undo, words, OperatorNames(content.operators)).text, "seconds": String(max(1, left)),
      "undo": undo.id.description,
    ]
  }

  // MARK: The first run

  private var firstRun: View {
    let address = site.desk.settings.queues.first?.address.original ?? ""
    let standings = site.board.all()
    let mailboxes = site.settings.mailboxes.map { mailbox in
      let read = standings.first { $0.service.hasSuffix(mailbox) }?.lastSuccess
      return words(
        read == nil ? "inbox.mailboxUnread" : "inbox.mailbox",
        ["mailbox": mailbox, "time": read.map(shown.clockWithSeconds) ?? ""])
    }
    return [
      "write": words("inbox.write", ["address": address]),
      "mailboxes": (mailboxes.isEmpty ? [words("inbox.noMailbox")] : mailboxes).map { ["text": $0] as View },
      "command": "servicedesk ingest --no-notices --all maildir:Samples/maildir",
    ]
  }
}
