/// What is wrong with the configuration: where, what, and the nearest thing that would be right.
struct ConfigError: Error, Equatable, CustomStringConvertible {
  /// The file as the operator named it; empty for trouble outside of any file.
  let file: String
  let line: Int?
  let column: Int?
  let sentence: String
  /// Why the file could not be read at all.
  var cause: FileError?

  init(_ sentence: String, file: String, line: Int? = nil, column: Int? = nil) {
    self.sentence = sentence
    self.file = file
    self.line = line
    self.column = column
  }

  /// The sentence with its place before it, as compilers say it, so that editors can jump there.
  var description: String {
    guard let line, let column else { return file.isEmpty ? sentence : "\(file): \(sentence)" }
    return "\(file):\(line):\(column): \(sentence)"
  }
}
