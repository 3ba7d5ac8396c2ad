import ArgumentParser
import Desk
import Store
import Work

/// `assign`: somebody works these tickets from now on.
struct AssignCommand: DeskCommand {
  static let configuration = CommandConfiguration(
    commandName: "assign",
    abstract: "Give tickets to an operator.",
    discussion: """
      A new ticket becomes open. The operator gets a notice, unless it is you. `nobody` takes a ticket back.

        servicedesk assign 19 22 bob
        servicedesk assign 19 nobody
      """)

  @OptionGroup var options: GlobalOptions

  @Argument(help: ArgumentHelp("Tickets, then the operator.", valueName: "ticket … operator"))
  var words: [String]

  func run(_ desk: Wiring) throws {
    guard words.count >= 2, let name = words.last else {
      throw UsageError("name the tickets and then the operator: servicedesk assign 19 bob")
    }
    let ids = try Named.tickets(words.dropLast())
    let store = try desk.storeForWriting()
    let chosen = name == "nobody" ? nil : name
    if let chosen {
      let known = try store.operator(named: chosen)
      // Whoever takes a ticket for the first time becomes an operator by this very act.
      let isSelf = try Acting(desk).name == chosen && desk.options.actor == nil
      guard known != nil || isSelf else { throw try desk.unknownOperator(chosen, store) }
    }
    let work = try desk.work(store)
    var acting = Actor.desk
    let results = try desk.act(work) { actor, transaction in
      acting = actor
      return try work.act(.assign(chosen), on: ids, by: actor, in: transaction)
    }
    try VerbAnswer(desk: desk).print(results, by: acting) { _ in
      chosen.map { "assigned to \($0)" } ?? "taken back from its operator"
    }
  }
}
