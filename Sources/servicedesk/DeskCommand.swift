import ArgumentParser

/// A command that works with a desk: parses, calls, prints.
protocol DeskCommand: ParsableCommand {
  var options: GlobalOptions { get }
  func run(_ desk: Wiring) throws
}

extension DeskCommand {
  func run() throws {
    let desk = try Wiring(options)
    do {
      try run(desk)
    } catch {
      // What was found before something went wrong is still said.
      try? desk.printer.flush()
      throw error
    }
    try desk.printer.flush()
  }
}
