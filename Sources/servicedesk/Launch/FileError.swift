import Glibc

/// A file of the operator's own that cannot be read or written: a config, an attachment, a text.
struct FileError: Error, Equatable, CustomStringConvertible {
  let path: String
  /// The system's `errno`.
  let code: Int32
  /// What was tried, such as `cannot read`.
  let doing: String

  var description: String { "\(doing) \(path): \(String(cString: strerror(code)))" }
}
