import Yams

/// A configuration file as a tree of places, bounded and without anchors.
enum ConfigDocument {
  static let mostBytes = 256 << 10
  private static let mostColumns = 4096
  private static let mostOpenBrackets = 32

  /// Parses a file's text; nil for a file with nothing in it.
  static func parse(_ bytes: [UInt8], file: String) throws(ConfigError) -> ConfigNode? {
    guard bytes.count <= mostBytes else {
      throw ConfigError("larger than \(Figure.bytes(mostBytes)); that is no configuration", file: file)
    }
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw ConfigError("not UTF-8", file: file)
    }
    try checkDepth(bytes, file: file)
    do {
      // The parser owns the anchors: it has to live until they have been looked for.
      let parser = try Parser(yaml: text, encoding: .utf8)
      let root = try parser.singleRoot()
      try withExtendedLifetime(parser) { try root.map { try refuseAnchors($0, file: file) } }
      return root.flatMap { root in
        let node = ConfigNode(node: root, path: "", file: file)
        return node.isNull ? nil : node
      }
    } catch let error as YamlError {
      throw Self.error(error, file: file)
    } catch let error as ConfigError {
      throw error
    } catch {
      throw ConfigError("\(error)", file: file)
    }
  }

  /// The YAML reader descends once a level: a file of brackets alone must not take the stack.
  private static func checkDepth(_ bytes: [UInt8], file: String) throws(ConfigError) {
    var line = 1
    var column = 0
    var open = 0
    for byte in bytes {
      column += 1
      switch byte {
      case UInt8(ascii: "["), UInt8(ascii: "{"): open += 1
      case UInt8(ascii: "]"), UInt8(ascii: "}"): open = max(0, open - 1)
      case UInt8(ascii: "\n"): (line, column) = (line + 1, 0)
      default: break
      }
      if open > mostOpenBrackets || column > mostColumns {
        throw ConfigError("nested too deep", file: file, line: line, column: column)
      }
    }
  }

  private static func refuseAnchors(_ node: Node, file: String) throws(ConfigError) {
    if node.anchor != nil {
      throw ConfigError(
        "anchors and aliases are not read here; write the value out", file: file, line: node.mark?.line,
        column: node.mark?.column)
    }
    switch node {
    case .mapping(let mapping):
      for (key, value) in mapping {
        try refuseAnchors(key, file: file)
        try refuseAnchors(value, file: file)
      }
    case .sequence(let sequence):
      for element in sequence { try refuseAnchors(element, file: file) }
    case .scalar, .alias: break
    }
  }

  private static func error(_ error: YamlError, file: String) -> ConfigError {
    switch error {
    case .scanner(let context, let problem, let mark, _), .parser(let context, let problem, let mark, _),
      .composer(let context, let problem, let mark, _):
      let said = context.map { " (\($0.text))" } ?? ""
      return ConfigError("\(problem)\(said)", file: file, line: mark.line, column: mark.column)
    case .duplicatedKeysInMapping(let duplicates, let context):
      let keys = duplicates.map { "'\(Harmless.line($0))'" }.joined(separator: ", ")
      return ConfigError(
        "the key \(keys) is there twice", file: file, line: context.mark.line, column: context.mark.column)
    case .reader(let problem, _, _, _): return ConfigError(problem, file: file)
    default: return ConfigError("\(error)", file: file)
    }
  }
}
