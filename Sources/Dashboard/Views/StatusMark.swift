import Desk

/// A status as rows and pages show it.
struct StatusMark {
  let mark: Mark

  init(_ status: Status, _ words: Catalogue) {
    let name = status.rawValue
    mark = Mark(kind: name, icon: Self.icon(status), word: words("common." + name))
  }

  var html: String { mark.html }

  private static func icon(_ status: Status) -> String {
    switch status {
    case .new: "new"
    case .open: "open"
    case .pending: "pause"
    case .resolved, .closed: "check"
    }
  }
}
