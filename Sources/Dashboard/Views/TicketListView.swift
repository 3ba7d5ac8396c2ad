import Desk
import Store

/// A list of tickets: in groups that say why they stand there, or as one for what a search found.
struct TicketListView {
  let views: Views
  let row: TicketRowView

  /// Rows under the head of their group.
  ///
  /// - Parameter asOf: the moment by which the list was put in order: that of its first page.
  func grouped(_ page: TicketRowPage) -> String {
    var groups: [(group: UrgencyGroup, rows: [TicketRow])] = []
    for row in page.rows {
      let group = UrgencyGroup.of(row.ticket, at: page.asOf)
      if groups.last?.group == group {
        groups[groups.count - 1].rows.append(row)
      } else {
        groups.append((group, [row]))
      }
    }
    let views = groups.enumerated().map { index, one in
      var view: View = ["id": one.group.rawValue, "head": words("inbox.group." + one.group.rawValue)]
      view["why"] = why(one.group, count: count(of: one.rows, at: index, of: groups.count, page))
      view["rows"] = one.rows.map { row.html($0) }.joined()
      return view
    }
    return html(views)
  }

  /// Rows as they come.
  func plain(_ rows: [String]) -> String { html([["rows": rows.joined()]]) }

  private var words: Catalogue { row.shown.words }

  private func html(_ groups: [View]) -> String {
    views("list", ["w": words.sections, "groups": groups, "may": row.maySelect])
  }

  /// How many a group holds in all, as far as this page can tell.
  private func count(of rows: [TicketRow], at index: Int, of groups: Int, _ page: TicketRowPage) -> Int? {
    let mayHaveBegunBefore = index == 0 && page.shownBefore > 0
    let mayGoOn = index == groups - 1 && page.next != nil
    return mayHaveBegunBefore || mayGoOn ? nil : rows.count
  }

  private func why(_ group: UrgencyGroup, count: Int?) -> String? {
    let reason: String? =
      switch group {
      case .overdue: words("inbox.why.overdue")
      case .pending: words("inbox.why.pending")
      case .resolved: words("inbox.why.resolved", ["t": row.shown.span(row.closeAfter.seconds, units: 1)])
      case .high, .soon, .later, .closed: nil
      }
    let parts = [count.map(Shown.grouped), reason].compactMap(\.self)
    return parts.isEmpty ? nil : parts.joined(separator: " · ")
  }
}
