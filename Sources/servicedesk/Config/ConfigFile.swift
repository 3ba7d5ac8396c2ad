import Glibc

/// Finds and reads the configuration file.
enum ConfigFile {
  static let name = "servicedesk.yaml"

  /// Reads the file that was named, else the first of the usual places that has one, else nothing: a desk works
  /// without.
  ///
  /// - Throws: `ConfigError`.
  static func load(
    named path: String?, environment: [String: String], host: String
  ) throws(ConfigError) -> DeskConfig {
    if let path { return try read(path, host: host) }
    for place in places(environment) {
      // Where the disk does not answer there may well be one: going on without would be another desk. A home that is not
      // ours to enter is no trouble.
      if access(place, F_OK) == 0 || ![ENOENT, ENOTDIR, EACCES].contains(errno) { return try read(place, host: host) }
    }
    return DeskConfig(host: host)
  }

  /// Where a configuration is looked for, in order.
  static func places(_ environment: [String: String]) -> [String] {
    let home = environment["HOME"].flatMap { $0.isEmpty ? nil : "\($0)/.config" }
    let own = environment["XDG_CONFIG_HOME"].flatMap { $0.hasPrefix("/") ? $0 : nil } ?? home
    return [name] + [own, "/etc"].compactMap { $0 }.map { "\($0)/servicedesk/\(name)" }
  }

  /// Reads one file.
  static func read(_ path: String, host: String) throws(ConfigError) -> DeskConfig {
    let bytes: [UInt8]
    do {
      bytes = try SmallFile.read(path, limit: ConfigDocument.mostBytes)
    } catch {
      var failure = ConfigError("cannot be read: \(String(cString: strerror(error.code)))", file: path)
      failure.cause = error
      throw failure
    }
    let folder = path.split(separator: "/", omittingEmptySubsequences: false).dropLast().joined(separator: "/")
    let home = path.hasPrefix("/") && folder.isEmpty ? "/" : folder.isEmpty ? "." : folder
    guard let root = try ConfigDocument.parse(bytes, file: path) else {
      var config = DeskConfig(host: host, folder: home, file: path)
      config.isEmpty = true
      return config
    }
    return try DeskConfig(root, host: host, folder: home)
  }
}
