import ArgumentParser
import Glibc

/// A text for a verb: on the command line, from standard input, or written in an editor.
struct MessageOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "The text; - reads standard input.",
      discussion: "Without it your editor opens where a text is needed; an empty text aborts.",
      valueName: "text"))
  var message: String?
}

/// Where a text comes from, and how it is asked for.
struct MessageText {
  let options: MessageOptions
  let environment: [String: String]

  private static let mostBytes = 10 << 20

  /// A text that may be left out.
  func ifGiven() throws -> String? {
    switch options.message {
    case nil: nil
    case "-"?: try standardInput()
    case let text?: text
    }
  }

  /// A text that has to be there.
  ///
  /// - Parameters:
  ///   - purpose: what it is for, such as `reply on SD-12`.
  ///   - context: lines shown in the editor below the text, as comments.
  func needed(for purpose: String, context: [String] = []) throws -> String {
    if let text = try ifGiven() { return text }
    let text = try edited(purpose, context)
    guard text.contains(where: { !$0.isWhitespace }) else { throw UsageError("empty \(purpose): nothing done") }
    return text
  }

  private func standardInput() throws -> String {
    guard StandardStreams.hasInput else {
      throw UsageError("\(StandardStreams.noInput): give the text itself, --message TEXT, or pipe it in")
    }
    let bytes = try SmallFile.read(descriptor: STDIN_FILENO, named: "standard input", limit: Self.mostBytes)
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw UsageError("the text on standard input is not UTF-8")
    }
    return text
  }

  /// Opens the editor on a file of the operator's own that nobody else can read.
  private func edited(_ purpose: String, _ context: [String]) throws -> String {
    let editor = try editorWords()
    let path = "\(environment["TMPDIR"] ?? "/tmp")/servicedesk-\(getpid())-\(UInt32.random(in: 0 ... .max)).txt"
    let comments = ["", "# \(Harmless.line(purpose)). Lines that begin with # are left out; an empty text aborts."]
    let lines = comments + context.map { "# " + Harmless.line($0) }
    try SmallFile.make(path, Array((lines.joined(separator: "\n") + "\n").utf8))
    defer { unlink(path) }
    let ending = try ChildProcess.run(editor + [path])
    guard ending == .exited(0) else { throw UsageError("the editor \(editor[0]) failed: nothing done") }
    let text = String(decoding: try SmallFile.read(path, limit: Self.mostBytes), as: UTF8.self)
    return text.split(separator: "\n", omittingEmptySubsequences: false).filter { !$0.hasPrefix("#") }
      .joined(separator: "\n")
  }

  /// `$VISUAL`, else `$EDITOR`, split at spaces; on a terminal without either, what is there.
  private func editorWords() throws -> [String] {
    for name in ["VISUAL", "EDITOR"] {
      let words = (environment[name] ?? "").split(separator: " ").map(String.init)
      if !words.isEmpty { return words }
    }
    let known: [String] = ["/usr/bin/editor", "/usr/bin/nano", "/usr/bin/vi"]
    let usual = known.first { access($0, X_OK) == 0 }
    guard isatty(STDIN_FILENO) == 1, isatty(STDOUT_FILENO) == 1, let usual else {
      throw UsageError("a text is needed: give it with --message TEXT, or --message - for standard input")
    }
    return [usual]
  }
}
