import Desk

/// The subject of what we send: the ticket's token exactly once, and `Re: ` where it answers somebody.
struct SubjectLine {
  /// What stays readable in any list of mails; the whole subject is on the ticket.
  private static let mostCharacters = 200

  let text: String

  /// - Parameter lead: what a notice to an operator says before the subject, such as `assigned to you: `.
  init(_ subject: String, of ticket: TicketID, lead: String = "", answers: Bool) {
    let bare = Self.withoutReplyMarks(Self.without("[\(ticket)]", in: OneLine.text(subject)))
    let shown = bare.isEmpty ? "(no subject)" : bare
    let cut = shown.count > Self.mostCharacters ? shown.prefix(Self.mostCharacters) + "…" : shown[...]
    text = "\(answers ? "Re: " : "")[\(ticket)] \(lead)\(cut)"
  }

  /// The subject without the token, in whatever case it came back.
  private static func without(_ token: String, in subject: String) -> String {
    let token = Array(token.lowercased().utf8)
    var kept: [UInt8] = []
    var rest = Array(subject.utf8)[...]
    while let first = rest.first {
      if rest.count >= token.count, zip(rest, token).allSatisfy({ lowercased($0) == $1 }) {
        rest = rest.dropFirst(token.count)
      } else {
        kept.append(first)
        rest = rest.dropFirst()
      }
    }
    return OneLine.text(String(decoding: kept, as: UTF8.self))
  }

  private static func lowercased(_ byte: UInt8) -> UInt8 {
    (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) ? byte | 0x20 : byte
  }

  /// The subject without `Re:` in front, however often it stands there: one is put back where it belongs.
  private static func withoutReplyMarks(_ subject: String) -> Substring {
    var rest = subject[...]
    while rest.prefix(3).lowercased() == "re:" {
      rest = rest.dropFirst(3).drop { $0 == " " }
    }
    return rest
  }
}
