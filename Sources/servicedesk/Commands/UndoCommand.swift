import ArgumentParser
import Desk
import Store
import Work

/// `undo`: the last thing done to tickets was a slip.
struct UndoCommand: DeskCommand {
  static let configuration = CommandConfiguration(
    commandName: "undo",
    abstract: "Take back what you last did to tickets.",
    discussion: """
      Takes back your last assign, priority, status, tag, resolve, close or reopen, on all the tickets it changed. What \
      somebody has changed since stays and is named; mail that has not left is cancelled. Replies, notes and whatever else \
      you did after it are named and stay. The history keeps both.

        servicedesk undo
      """)

  @OptionGroup var options: GlobalOptions

  func run(_ desk: Wiring) throws {
    let work = try desk.work(desk.storeForWriting())
    let acting = try Acting(desk)
    let name = acting.name
    if acting.isExplicit, try work.store.operator(named: name) == nil {
      throw try desk.unknownOperator(name, work.store)
    }
    let last = try work.lastUndo(of: name)
    let lasting = try work.lastingDeeds(of: name, since: last).map(\.description)
    guard let last else {
      throw Refusal(
        .unknownRow, (["\(name) did nothing that can be undone"] + lasting).joined(separator: "; "),
        advice: "only the last assign, priority, status, tag, resolve, close or reopen can be, once")
    }
    for result in try work.undo(last.id, by: .operator(name)) {
      try say(result, last.action.word, by: name, lasting, desk)
    }
    guard !options.json else { return }
    for deed in lasting { try desk.printer.line(Harmless.line(deed)) }
  }

  private func say(_ result: VerbResult, _ action: String, by name: String, _ lasting: [String], _ desk: Wiring) throws
  {
    let kept = result.leftovers.map(\.description)
    guard !options.json else {
      return try desk.printer.json(
        .object(
          JSONForm.ticket(result.ticket, now: desk.now()) + [
            .init("notices", .integer(Int64(result.notices))), .init("restored", .strings(result.restored)),
            .init("kept", .strings(kept)), .init("not_undone", .strings(lasting)),
          ]))
    }
    let done = result.restored.isEmpty ? "left as it is" : "\(action) taken back by \(name)"
    try desk.printer.line(Harmless.line((["\(result.ticket.id) \(done)"] + kept).joined(separator: "; ")))
  }
}
