import Glibc

/// A word that nobody shall see: typed on a terminal without echo, or the first line of standard input.
enum SecretLine {
  private static let mostBytes = 4096

  /// Asks for a new secret: twice on a terminal, since nobody sees what was typed.
  ///
  /// - Throws: `UsageError` when the two differ, nothing was given, or it was broken off.
  static func new(_ name: String) throws -> String {
    guard isatty(STDIN_FILENO) == 1 else { return try text(firstLine(), name) }
    let first = try text(typed("\(name): "), name)
    guard try typed("The same again: ") == Array(first.utf8) else {
      throw UsageError("the two were not the same: nothing was changed")
    }
    return first
  }

  private static func text(_ bytes: [UInt8], _ name: String) throws -> String {
    guard let text = String(validating: bytes, as: UTF8.self) else { throw UsageError("\(name): that is not UTF-8") }
    guard !text.isEmpty else { throw UsageError("\(name): nothing was given, and nothing was changed") }
    return text
  }

  /// The bytes before the first line end, read one by one: what follows belongs to whoever reads next.
  private static func firstLine() throws -> [UInt8] {
    var line: [UInt8] = []
    while let byte = try next(), byte != UInt8(ascii: "\n") {
      line.append(byte)
      guard line.count <= mostBytes else { throw UsageError("the first line on standard input is too long") }
    }
    if line.last == UInt8(ascii: "\r") { line.removeLast() }
    return line
  }

  /// A line typed on the terminal, which shows none of it.
  private static func typed(_ prompt: String) throws -> [UInt8] {
    var before = termios()
    guard tcgetattr(STDIN_FILENO, &before) == 0 else { throw UsageError("this terminal cannot hide what is typed") }
    var hidden = before
    // Signals are off as well, so that Ctrl-C comes as a key and the echo can be put back.
    hidden.c_lflag &= ~tcflag_t(ECHO | ICANON | ISIG)
    guard tcsetattr(STDIN_FILENO, TCSAFLUSH, &hidden) == 0 else {
      throw UsageError("this terminal cannot hide what is typed")
    }
    defer {
      tcsetattr(STDIN_FILENO, TCSAFLUSH, &before)
      FileOutput.error.writeQuietly("\n")
    }
    FileOutput.error.writeQuietly(prompt)
    var line: [UInt8] = []
    while let byte = try next() {
      switch byte {
      case 0x0A, 0x0D: return line
      case 0x03: throw UsageError("broken off: nothing was changed")
      case 0x04 where line.isEmpty: throw UsageError("broken off: nothing was changed")
      case 0x15: line.removeAll()
      case 0x08, 0x7F: removeCharacter(from: &line)
      case 0x00..<0x20: break
      default:
        if line.count < mostBytes { line.append(byte) }
      }
    }
    return line
  }

  /// Takes back what one key wrote: a byte and those of UTF-8 that continue it.
  private static func removeCharacter(from line: inout [UInt8]) {
    while let last = line.popLast(), last & 0xC0 == 0x80 {}
  }

  private static func next() throws -> UInt8? {
    var byte: UInt8 = 0
    while true {
      let count = read(STDIN_FILENO, &byte, 1)
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else { throw UsageError("cannot read standard input: \(String(cString: strerror(errno)))") }
      return count == 0 ? nil : byte
    }
  }
}
