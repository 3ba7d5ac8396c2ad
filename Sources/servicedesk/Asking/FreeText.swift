import ArgumentParser

/// A text that may be left out: with `--edit` it is written in the editor.
struct FreeText: ParsableArguments {
  @Option(help: ArgumentHelp("A text; - reads standard input.", valueName: "text"))
  var message: String?

  @Flag(help: "Write the text in your editor; an empty one aborts.")
  var edit = false

  func read(_ desk: Wiring, for purpose: String) throws -> String? {
    var options = MessageOptions()
    options.message = message
    let text = MessageText(options: options, environment: desk.environment)
    return edit ? try text.needed(for: purpose) : try text.ifGiven()
  }
}
