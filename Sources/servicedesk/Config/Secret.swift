import Glibc

/// A password that is not in the configuration but where the configuration says: read when it is needed.
enum Secret: Equatable {
  case file(String)
  /// A program and its arguments, run without a shell; its first line of output is the password.
  case command([String])

  private static let mostBytes = 64 << 10

  /// Reads the two keys of a section, of which one may be set.
  init?(_ section: ConfigSection, file: String, command: String, in config: DeskConfig) throws(ConfigError) {
    switch (section[file], section[command]) {
    case (let node?, nil): self = .file(config.resolved(try node.text()))
    case (nil, let node?): self = .command(try Self.words(node))
    case (nil, nil): return nil
    case (_?, let node?): throw node.error("\(node.path): give either \(file) or \(command)")
    }
  }

  /// A command as a list of words, or as a text that is split at its spaces.
  static func words(_ node: ConfigNode) throws(ConfigError) -> [String] {
    var words: [String]
    if node.isList {
      words = try node.texts()
    } else {
      words = try node.text().split(separator: " ").map(String.init)
    }
    guard let program = words.first, !program.isEmpty else { throw node.error("\(node.path): a program is missing") }
    return words
  }

  /// The key that says so and what it names: a program without its arguments, which may be secrets themselves.
  func place(as word: String) -> String {
    switch self {
    case .file(let path): "\(word)_file \(path)"
    case .command(let words): "\(word)_command \(words[0])"
    }
  }

  /// The password: the first line of what the file or the program says.
  ///
  /// - Parameter word: what it is where it is no password.
  /// - Throws: `ConfigError` or `FileError`.
  func read(as word: String = "password") throws -> String {
    let bytes: [UInt8]
    let source: String
    switch self {
    case .file(let path):
      source = path
      bytes = try SmallFile.read(path, limit: Self.mostBytes)
    case .command(let words):
      source = words[0]
      bytes = try ChildProcess.output(of: words, limit: Self.mostBytes)
    }
    let line = bytes.prefix { $0 != UInt8(ascii: "\n") && $0 != UInt8(ascii: "\r") }
    guard !line.isEmpty, let text = String(validating: line, as: UTF8.self) else {
      throw ConfigError("no \(word) there", file: source)
    }
    return text
  }

  /// The password that systemd has put aside for this service; nil when there is none.
  static func credential(_ name: String, _ environment: [String: String]) -> Secret? {
    guard let folder = environment["CREDENTIALS_DIRECTORY"], !folder.isEmpty else { return nil }
    let path = "\(folder)/\(name)"
    return access(path, F_OK) == 0 ? .file(path) : nil
  }
}
