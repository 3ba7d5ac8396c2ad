import Desk
import Store

/// What is said where a list has nothing to show: what that means, and what to look at instead.
struct EmptyList {
  let query: InboxQuery
  let content: InboxContent
  let words: Catalogue

  var view: View {
    if query.after != nil { return lead(words("inbox.empty.page"), link(words("inbox.first"), query.first)) }
    if content.search?.hasWords == true { return nothingFound }
    switch query.place {
    case "unfinished": return lead(words("inbox.empty.unfinished"), closedOnes)
    case "mine" where counts.unassigned > 0:
      let text = words("inbox.empty.showUnassigned", count: counts.unassigned)
      return lead(words("inbox.empty.mine"), link(text, InboxQuery().with { $0.assignee = .nobody }))
    case let place? where !place.contains(":"): return lead(words("inbox.empty." + place), others)
    default: return lead(words("inbox.empty.other"), others)
    }
  }

  private var counts: DeskCounts { content.glance.counts }

  private var nothingFound: View {
    let lead = words("search.nothing", ["q": query.text])
    guard let meant = content.didYouMean else {
      return self.lead(lead, link(words("search.everything"), InboxQuery()))
    }
    return self.lead(lead, link(words("search.didYouMean", ["word": meant]), query.with { $0.text = meant }))
  }

  /// What else there is to do.
  private var others: View? {
    counts.unfinished > 0
      ? link(words("inbox.empty.showAll", count: counts.unfinished), InboxQuery()) : closedOnes
  }

  private var closedOnes: View? {
    link(words("inbox.empty.showClosed"), InboxQuery().with { $0.statuses = .only([.closed]) })
  }

  private func lead(_ sentence: String, _ link: View?) -> View {
    var view: View = ["lead": sentence]
    view["way"] = link
    return view
  }

  private func link(_ text: String, _ query: InboxQuery) -> View { ["text": text, "href": query.path] }
}
