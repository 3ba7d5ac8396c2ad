/// How far a delivery has come and what the server last said, gathered while it goes on.
struct SMTPTranscript {
  /// The command that was last sent.
  ///
  /// Whatever comes before MAIL says nothing about the message.
  enum Stage: String, Comparable {
    case greeting = "the greeting", sender = "MAIL", recipient = "RCPT", data = "DATA", body = "the message"

    static func < (left: Stage, right: Stage) -> Bool { left.rank < right.rank }

    private var rank: Int {
      switch self {
      case .greeting: 0
      case .sender: 1
      case .recipient: 2
      case .data: 3
      case .body: 4
      }
    }
  }

  private(set) var stage = Stage.greeting
  /// To the last command, if it was answered.
  private(set) var reply: SMTPReply?
  /// Whether the server said that it knows addresses beyond ASCII; nil when it was not asked on this connection.
  private(set) var offersUTF8: Bool?
  /// Whether a login was begun on this connection.
  private(set) var hasLoggedIn = false

  /// Whether QUIT was the last command.
  private(set) var isLeaving = false

  private var lines: [String] = []
  /// What no word of the server's may carry into the outbox or a log.
  private let secrets: [String]

  init(hiding secrets: [String]) {
    self.secrets = secrets
  }

  /// A server may talk without end: this much of an answer is kept.
  private static let mostLines = 16
  private static let mostBytes = 512

  mutating func sent(_ command: some Collection<UInt8>) {
    let verb = String(decoding: command.prefix(4), as: UTF8.self)
    isLeaving = verb == "QUIT"
    if isLeaving { return }
    switch verb {
    case "AUTH": hasLoggedIn = true
    case "MAIL": stage = .sender
    case "RCPT": stage = .recipient
    case "DATA": stage = .data
    default: break
    }
    reply = nil
    lines = []
  }

  mutating func sentBody() {
    if stage == .body { return }
    stage = .body
    reply = nil
    lines = []
  }

  mutating func received(_ bytes: some Collection<UInt8>) {
    // The answer to QUIT, which libcurl sends after a failure, says nothing of what failed.
    if isLeaving { return }
    let line = secrets.reduce(Self.harmless(bytes)) { $0.replacing($1, with: "***") }
    guard !line.isEmpty else { return }
    if reply != nil {
      reply = nil
      lines = []
    }
    noteCapability(line)
    if lines.count < Self.mostLines { lines.append(line) } else { lines[Self.mostLines - 1] = line }
    if SMTPReply.code(of: line) != nil { reply = SMTPReply(lines) }
  }

  private mutating func noteCapability(_ line: String) {
    guard stage == .greeting, line.hasPrefix("250") else { return }
    let offer = line.dropFirst(4).prefix(8).uppercased()
    offersUTF8 = (offersUTF8 ?? false) || offer == "SMTPUTF8"
  }

  /// One line without anything that could act on a terminal or break a log.
  private static func harmless(_ bytes: some Collection<UInt8>) -> String {
    if bytes.count <= mostBytes, bytes.allSatisfy({ $0 < 0x80 }) {
      return String(decoding: bytes.filter { 0x20..<0x7F ~= $0 }, as: UTF8.self)
    }
    let text = String(decoding: bytes.prefix(mostBytes), as: UTF8.self)
    let scalars = text.unicodeScalars.filter {
      $0 == " " || $0.properties.generalCategory != .control && $0.properties.generalCategory != .format
    }
    return String(String.UnicodeScalarView(scalars))
  }
}
