/// What in a message's header says that no person wrote it: RFC 3834, and the signs that programs used before it.
public struct AutomaticSigns: Sendable, Hashable {
  /// What Auto-Submitted says; nil where it is absent.
  public let autoSubmitted: AutoSubmitted?

  /// Whether a vacation responder or its like answered, by one of the old signs.
  public let isAutoReply: Bool

  /// Whether it came through a mailing list.
  public let isList: Bool

  /// Whether it is bulk or junk by its own word.
  public let isBulk: Bool

  /// Whether its envelope sender is `<>`.
  public let isNullSender: Bool

  /// Whether it comes of an address that reads no mail.
  public let isNoReplySender: Bool

  /// Whether it comes of a mail system itself.
  public let isMailerDaemon: Bool

  /// Whether it asks not to be answered by programs.
  public let suppressesAutoResponse: Bool

  /// Each sign found, as `Header: value`.
  public let signs: [String]

  /// Whether anything at all says that a program sent it, so that no program must answer it.
  public var isAutomatic: Bool {
    (autoSubmitted.map { $0 != .no } ?? false) || isAutoReply || isList || isBulk || isNullSender || isNoReplySender
      || isMailerDaemon || suppressesAutoResponse
  }

  /// Reads the signs in a message's header.
  public static func read(_ message: Message) -> AutomaticSigns {
    var reader = SignReader(message)
    return reader.read()
  }

  init(
    autoSubmitted: AutoSubmitted?, isAutoReply: Bool, isList: Bool, isBulk: Bool, isNullSender: Bool,
    isNoReplySender: Bool, isMailerDaemon: Bool, suppressesAutoResponse: Bool, signs: [String]
  ) {
    self.autoSubmitted = autoSubmitted
    self.isAutoReply = isAutoReply
    self.isList = isList
    self.isBulk = isBulk
    self.isNullSender = isNullSender
    self.isNoReplySender = isNoReplySender
    self.isMailerDaemon = isMailerDaemon
    self.suppressesAutoResponse = suppressesAutoResponse
    self.signs = signs
  }
}

/// Reads the signs one after another, and notes each as found.
private struct SignReader {
  private let message: Message
  private var signs: [String] = []

  init(_ message: Message) { self.message = message }

  mutating func read() -> AutomaticSigns {
    let autoSubmitted = message.headers[.autoSubmitted].flatMap { AutoSubmitted($0.rawValue) }
    if let autoSubmitted, autoSubmitted != .no { note(.autoSubmitted) }
    let precedence = words(of: [.precedence, .xPrecedence])
    let isAutoReply = readAutoReply(precedence)
    let isList = readList(precedence)
    let isBulk = !precedence.isDisjoint(with: ["bulk", "junk"])
    let isNullSender = message.returnPath == .null
    if isNullSender { note(.returnPath) }
    let sender = readSender()
    return AutomaticSigns(
      autoSubmitted: autoSubmitted, isAutoReply: isAutoReply, isList: isList, isBulk: isBulk,
      isNullSender: isNullSender, isNoReplySender: sender.isNoReply, isMailerDaemon: sender.isDaemon,
      suppressesAutoResponse: readSuppression(), signs: signs)
  }

  private mutating func note(_ name: HeaderName) {
    guard let text = message.text(name) else { return }
    signs.append("\(name.text): \(text.prefix(200))")
  }

  /// The first words of these fields, in lower case, each noted where it is a sign.
  private mutating func words(of names: [HeaderName]) -> Set<String> {
    var words = Set<String>()
    for name in names {
      guard let text = message.text(name)?.lowercased() else { continue }
      let word = String(text.prefix { $0.isLetter || $0 == "_" || $0 == "-" })
      if ["bulk", "junk", "list", "auto_reply", "auto-reply"].contains(word) { note(name) }
      words.insert(word)
    }
    return words
  }

  private mutating func readAutoReply(_ precedence: Set<String>) -> Bool {
    var isAutoReply = !precedence.isDisjoint(with: ["auto_reply", "auto-reply"])
    for name in HeaderName.autoReplySigns where message.headers[name] != nil {
      let value = message.text(name)?.lowercased() ?? ""
      guard value != "no", value != "false" else { continue }
      note(name)
      isAutoReply = true
    }
    if let action = message.text(.appleAction), action.lowercased() == "vacation" {
      note(.appleAction)
      isAutoReply = true
    }
    // RFC 8098: a program says that a message was displayed or deleted.
    if message.parts.contains(where: { $0.type == "message" && $0.subtype == "disposition-notification" }) {
      signs.append("Content-Type: message/disposition-notification")
      isAutoReply = true
    }
    if let delivered = message.text(.deliveredTo), delivered.lowercased().hasPrefix("autoresponder") {
      note(.deliveredTo)
      isAutoReply = true
    }
    return isAutoReply
  }

  private mutating func readList(_ precedence: Set<String>) -> Bool {
    var isList = precedence.contains("list")
    for name in HeaderName.listSigns where message.headers[name] != nil {
      note(name)
      isList = true
    }
    return isList
  }

  /// X-Auto-Response-Suppress holds a list; `All`, `OOF` and `AutoReply` concern answers such as ours, `DR` and `RN` reports.
  private mutating func readSuppression() -> Bool {
    guard let value = message.text(.autoResponseSuppress)?.lowercased() else { return false }
    let words = value.split { !$0.isLetter }
    guard words.contains(where: { ["all", "oof", "autoreply"].contains($0) }) else { return false }
    note(.autoResponseSuppress)
    return true
  }

  private mutating func readSender() -> (isNoReply: Bool, isDaemon: Bool) {
    var isNoReply = false
    var isDaemon = false
    for name in [HeaderName.from, .sender, .replyTo] {
      for address in message.addresses(name).prefix(10) {
        let local = address.localPart.lowercased()
        let plain = String(local.filter { $0.isLetter || $0.isNumber })
        // Only who writes is a daemon; answers may go to a person though a daemon sent the mail.
        if name != .replyTo, ["mailerdaemon", "postmaster", "bounce", "bounces"].contains(plain) {
          isDaemon = true
          note(name)
        } else if Self.noReply.contains(where: { plain.hasPrefix($0) }) {
          isNoReply = true
          note(name)
        }
      }
    }
    return (isNoReply, isDaemon)
  }

  private static let noReply = ["noreply", "donotreply", "dontreply", "nepasrepondre", "nichtantworten"]
}

extension HeaderName {
  static let autoSubmitted: HeaderName = "Auto-Submitted"
  static let precedence: HeaderName = "Precedence"
  static let xPrecedence: HeaderName = "X-Precedence"
  static let deliveredTo: HeaderName = "Delivered-To"
  static let appleAction: HeaderName = "X-Apple-Action"
  static let autoResponseSuppress: HeaderName = "X-Auto-Response-Suppress"

  fileprivate static let autoReplySigns: [HeaderName] = [
    "X-Autoreply", "X-Auto-Reply", "X-Autorespond", "X-Autoresponder", "X-Autoresponse", "X-AutoReply-From",
    "X-Mail-Autoreply", "X-Autogenerated", "X-FC-MachineGenerated", "X-MS-Exchange-Inbox-Rules-Loop",
    "X-AutoReply-Sent", "X-Loop-AutoReply", "X-Vacation",
  ]

  fileprivate static let listSigns: [HeaderName] = [
    "List-Id", "List-Unsubscribe", "List-Post", "List-Help", "X-Mailing-List", "X-BeenThere", "Mailing-List",
  ]
}
