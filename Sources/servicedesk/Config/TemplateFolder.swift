import Glibc
import Notices

/// A folder with notice templates of the desk's own.
///
/// They are called `received.mustache`, `resolved.mustache` and so on.
enum TemplateFolder {
  private static let suffix = ".mustache"
  private static let mostBytes = 256 << 10

  /// Reads all templates of a folder; what has another suffix is left alone.
  ///
  /// - Throws: `FileError`, or `TemplateError` for a template that cannot be used.
  static func read(_ folder: String) throws -> NoticeTemplates {
    guard let directory = opendir(folder) else { throw FileError(path: folder, code: errno, doing: "cannot read") }
    defer { closedir(directory) }
    var texts: [String: String] = [:]
    while let entry = readdir(directory) {
      let name = withUnsafeBytes(of: &entry.pointee.d_name) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
      guard name.hasSuffix(suffix), !name.hasPrefix(".") else { continue }
      let bytes = try SmallFile.read("\(folder)/\(name)", limit: mostBytes)
      texts[String(name.dropLast(suffix.count))] = String(decoding: bytes, as: UTF8.self)
    }
    return try NoticeTemplates(overrides: texts)
  }
}
