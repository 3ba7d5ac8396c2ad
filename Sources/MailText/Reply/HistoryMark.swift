/// A line that says that what follows was written earlier: `-----Original Message-----`, `From: … Sent: …`.
enum HistoryMark {
  case none
  /// A message that is being answered; its own header, where it has one, ends before `end`.
  case original(end: Int)
  /// A message that is passed on to be read.
  case forward

  /// Looks at a line and those below it; `nextHeader` is kept from line to line for `HeaderBlock`.
  init(_ reply: ReplyText, at line: Int, nextHeader: inout Int) {
    if let title = Self.title(reply[line]) {
      if Self.forwards.contains(where: { title.hasPrefix($0) }) {
        self = .forward
        return
      }
      if Self.originals.contains(where: { title.hasPrefix($0) }) {
        self = .original(end: HeaderBlock(reply, at: line + 1, lookingFrom: &nextHeader)?.end ?? line + 1)
        return
      }
    }
    self = HeaderBlock(reply, at: line, lookingFrom: &nextHeader).map { .original(end: $0.end) } ?? .none
  }

  /// The words between dashes, in lower case; nil where the line is no such title.
  private static func title(_ line: ArraySlice<UInt8>) -> String? {
    guard line.count <= 120 else { return nil }
    let inner = line.trimming { isDash($0) || $0 == ASCII.asterisk || $0 == ASCII.underscore || $0 == ASCII.space }
    guard inner.count >= shortestTitle else { return nil }
    // Apple writes `Begin forwarded message:` without dashes.
    guard line.last == ASCII.colon || line.lazy.filter(isDash).count >= 4 else { return nil }
    return String(decoding: inner, as: UTF8.self).lowercased()
  }

  private static let shortestTitle = 9

  private static func isDash(_ byte: UInt8) -> Bool { byte == ASCII.hyphen || byte == ASCII.equals }

  private static let forwards = [
    "forwarded message", "forwarded by", "begin forwarded message", "weitergeleitete nachricht",
    "anfang der weitergeleiteten",
    "message transféré", "début du message transféré", "début du message réexpédié", "mensaje reenviado",
    "inicio del mensaje reenviado", "mensagem encaminhada", "mensagem reencaminhada", "início da mensagem",
    "messaggio inoltrato", "inizio messaggio inoltrato", "doorgestuurd bericht", "begin doorgestuurd bericht",
    "vidarebefordrat meddelande", "vidarebefordrat brev", "videresendt meddelelse", "videresendt melding",
    "przekazana wiadomość", "wiadomość przekazana", "пересылаемое сообщение", "переадресованное сообщение",
    "начало переадресованного", "转发的邮件", "已轉寄", "轉寄郵件", "転送されたメッセージ", "전달된 메시지", "iletilen mesaj",
    "přeposlaná zpráva", "továbbított üzenet", "edelleenlähetetty viesti", "välitetty viesti",
  ]

  private static let originals = [
    "original message", "original appointment", "reply message", "replied message", "ursprüngliche nachricht",
    "originalnachricht", "original-nachricht", "message d'origine", "message d’origine", "message original",
    "message initial", "mensaje original", "mensaje anterior", "mensagem original", "mensagem anterior",
    "messaggio originale", "messaggio originario", "oorspronkelijk bericht", "origineel bericht",
    "ursprungligt meddelande", "originalmeddelande", "oprindelig meddelelse", "den oprindelige meddelelse",
    "opprinnelig melding", "alkuperäinen viesti", "oryginalna wiadomość", "wiadomość oryginalna", "původní zpráva",
    "pôvodná správa", "eredeti üzenet", "mesaj original", "orijinal mesaj", "özgün ileti",
    "исходное сообщение", "оригинальное сообщение", "вихідне повідомлення", "αρχικό μήνυμα", "原始邮件", "原始郵件",
    "邮件原件", "回复的原邮件", "元のメッセージ", "元メッセージ", "원본 메시지", "원본 메일", "הודעה מקורית", "ההודעה המקורית",
    "الرسالة الأصلية", "ข้อความต้นฉบับ", "thư gốc", "pesan asli",
  ]
}

extension ArraySlice where Element == UInt8 {
  /// Without the bytes at both ends that are to go.
  func trimming(_ isGoing: (UInt8) -> Bool) -> ArraySlice<UInt8> {
    var rest = self
    while let first = rest.first, isGoing(first) { rest.removeFirst() }
    while let last = rest.last, isGoing(last) { rest.removeLast() }
    return rest
  }
}
