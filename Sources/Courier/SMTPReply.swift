/// An answer of a server: three digits, perhaps an enhanced status (RFC 3463), and words.
struct SMTPReply: Sendable, Equatable {
  let code: Int
  /// Such as `5.1.1`.
  let status: String?
  /// The whole answer on one line, made harmless: `550 5.1.1 <x@y>: unknown user`.
  let text: String

  /// Reads the lines of one answer; nil when the last of them is no answer's end.
  init?(_ lines: [String]) {
    guard let last = lines.last, let code = Self.code(of: last) else { return nil }
    self.code = code
    let words = lines.map { String($0.dropFirst(4)).trimmed }
    status = words.first.flatMap { Self.status(in: $0, of: code) }
    text = String(([String(code)] + words.filter { !$0.isEmpty }).joined(separator: " ").prefix(1000))
  }

  /// The number of a line that ends an answer: `250 words`, not `250-words`.
  static func code(of line: String) -> Int? {
    let bytes = Array(line.utf8.prefix(4))
    guard bytes.count >= 3, bytes[..<3].allSatisfy({ (0x30...0x39).contains($0) }), bytes.count == 3 || bytes[3] == 0x20
    else { return nil }
    return Int(line.prefix(3))
  }

  /// The first word, if it is a status of the same class as the code.
  private static func status(in words: String, of code: Int) -> String? {
    guard let word = words.split(separator: " ").first else { return nil }
    let numbers = word.split(separator: ".", omittingEmptySubsequences: false)
    guard numbers.count == 3, numbers[0] == "\(code / 100)",
      numbers.allSatisfy({ (1...3).contains($0.count) && $0.utf8.allSatisfy { (0x30...0x39).contains($0) } })
    else { return nil }
    return String(word)
  }
}

extension String {
  var trimmed: String {
    let head = drop { $0.isWhitespace }
    return String(head.reversed().drop { $0.isWhitespace }.reversed())
  }
}
