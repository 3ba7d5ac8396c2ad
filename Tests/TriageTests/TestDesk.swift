import Desk
import MIME
import Triage

/// A desk with two queues at noon of an ordinary Thursday, and what tests ask of it.
struct TestDesk {
  static let noon = Instant(seconds: 1_795_694_400)
  static let key = Array(UInt8(0)...31)

  var settings = DeskSettings(
    domain: "desk.example",
    queues: [
      SupportQueue(
        name: "support", address: EmailAddress("support@desk.example"), aliases: [EmailAddress("help@desk.example")]),
      SupportQueue(
        name: "billing", address: EmailAddress("billing@desk.example"), plusAddressing: false, defaultPriority: .low),
    ])
  let identity = MessageIdentity(key: TestDesk.key, desk: "desk-1", domain: "desk.example")
  var now = TestDesk.noon

  var support: SupportQueue { settings.queues[0] }

  /// A message written in a test with simple line ends; it came an hour before noon unless its header says otherwise.
  func mail(_ text: String, queue: String? = "support", oversize: Int? = nil) -> IncomingMail {
    mail(bytes: bytes(text), queue: queue, oversize: oversize)
  }

  func mail(bytes: [UInt8], queue: String? = "support", oversize: Int? = nil) -> IncomingMail {
    IncomingMail(
      bytes: bytes, mailbox: "maildir:/var/mail/support", key: "1795690800.M1P1.mx",
      fileTime: TestDesk.noon - .hours(1), queue: queue, oversize: oversize)
  }

  func inquiry(_ mail: IncomingMail) -> Inquiry { Inquiry(mail, settings: settings, identity: identity) }
  func inquiry(_ text: String) -> Inquiry { inquiry(mail(text)) }

  func decide(_ mail: IncomingMail, knowing knowledge: Knowledge = Knowledge()) -> Decision {
    TriageRules(settings: settings, identity: identity)
      .decide(mail, inquiry(mail), knowing: knowledge, now: now)
  }

  func decide(_ text: String, knowing knowledge: Knowledge = Knowledge()) -> Decision {
    decide(mail(text), knowing: knowledge)
  }

  /// A message that must have opened a ticket.
  func opening(_ text: String, knowing knowledge: Knowledge = Knowledge()) throws -> Decision.Opening {
    try decide(text, knowing: knowledge).opening
  }
}

/// A message's bytes, with the line ends of mail.
func bytes(_ text: String) -> [UInt8] { Array(text.utf8).flatMap { $0 == 0x0A ? [0x0D, 0x0A] : [$0] } }

struct WrongAction: Error, CustomStringConvertible {
  let decision: Decision
  var description: String { "\(decision.disposition): \(decision.action)" }
}

extension Decision {
  var opening: Opening {
    get throws {
      guard case .open(let opening) = action else { throw WrongAction(decision: self) }
      return opening
    }
  }

  var appending: Appending {
    get throws {
      guard case .append(let appending) = action else { throw WrongAction(decision: self) }
      return appending
    }
  }

  var report: DeliveryNote {
    get throws {
      guard case .noteReport(let note) = action else { throw WrongAction(decision: self) }
      return note
    }
  }

  /// What the rules of a name said, as `effect: because`.
  func said(_ rule: String) -> [String] {
    evidence.filter { $0.rule == rule }.map { "\($0.effect): \($0.because)" }
  }
}

extension KnownTicket {
  /// An ordinary ticket.
  init(
    _ number: Int64, _ status: Status = .new, priority: Priority = .medium, source: Priority.Source = .queue,
    takesPart: Bool = true, isRequester: Bool = false, root: String? = nil, refersTo: [String] = [],
    writtenAt: Instant? = nil
  ) {
    self.init(
      id: TicketID(number), status: status, priority: priority, prioritySource: source, senderTakesPart: takesPart,
      senderIsRequester: isRequester, rootMessageID: root, rootReferences: refersTo, rootSentAt: writtenAt)
  }
}

extension Knowledge {
  init(_ change: (inout Knowledge) -> Void) {
    self.init()
    change(&self)
  }
}
