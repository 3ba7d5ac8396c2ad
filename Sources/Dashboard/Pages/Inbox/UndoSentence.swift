import Desk
import Work

/// What was done to several tickets, in one sentence.
///
/// Such as `2 tickets assigned to Mira.`
struct UndoSentence {
  let text: String

  init(_ undo: UndoInfo, _ words: Catalogue, _ names: OperatorNames) {
    let (key, name): (String, String) =
      switch undo.action {
      case .assign(let name?): ("assigned", names[name])
      case .assign(nil): ("unassigned", "")
      case .priority(let level): ("priority", words("common." + level.rawValue))
      case .resolve: ("resolved", "")
      case .close: ("status", words("common.closed"))
      case .reopen: ("status", words("common.open"))
      case .status(let status): ("status", words("common." + status.rawValue))
      case .tag: ("tagged", "")
      }
    text = words("inbox.done." + key, count: undo.tickets.count, ["name": name])
  }
}
