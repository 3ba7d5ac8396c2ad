import Desk
import MIME

/// Who wrote a message that somebody else passes on: as an attachment, or as text below a header block.
enum ForwardedSender {
  /// The sender of the nested message, else of the first header block in the text; nil where there is neither.
  static func find(in mail: IncomingMail) -> Person? {
    guard mail.subject.isForward || nested(in: mail.message) != nil else { return nil }
    return nested(in: mail.message) ?? quoted(in: mail.text)
  }

  /// Only the beginning of a forward holds the header block that counts; what follows are older ones.
  private static let mostLines = 200
  private static let mostNestedBytes = 1 << 16

  private static func nested(in message: Message) -> Person? {
    guard let part = message.parts.first(where: { $0.type == "message" && $0.subtype == "rfc822" }) else { return nil }
    return sender(of: Array(message.decoded(part).prefix(mostNestedBytes)))
  }

  /// `From: Ana Lima <ana@acme.example>` in a block of lines that has a date or a subject as well: one such line alone
  /// may be anything.
  private static func quoted(in text: String) -> Person? {
    let lines = text.split(separator: "\n", maxSplits: mostLines, omittingEmptySubsequences: false).prefix(mostLines)
      .map { $0.drop { " >*\t".contains($0) } }
    for (index, line) in lines.enumerated() {
      guard let value = value(of: line, fromWords) else { continue }
      let around = lines[max(0, index - 3)..<min(lines.count, index + 5)]
      guard around.contains(where: { self.value(of: $0, besideWords) != nil }) else { continue }
      if let person = sender(of: Array("From: \(value)\r\n\r\n".utf8)) { return person }
    }
    return nil
  }

  private static func sender(of header: [UInt8]) -> Person? {
    guard let author = Message(header).from.first, author.address.contains("@") else { return nil }
    return Person(name: author.name, address: EmailAddress(author.address))
  }

  /// What follows the colon of a line that begins with one of the words, emphasised or not.
  private static func value(of line: Substring, _ words: Set<String>) -> Substring? {
    guard let colon = line.prefix(24).firstIndex(where: { $0 == ":" || $0 == "：" }) else { return nil }
    let word = line[..<colon].filter { $0 != "*" && $0 != " " }.lowercased()
    return words.contains(word) ? line[line.index(after: colon)...].drop { $0 == "*" || $0 == " " } : nil
  }

  private static let fromWords: Set<String> = [
    "from", "von", "de", "da", "van", "från", "fra", "lähettäjä", "od", "от", "кому", "发件人", "寄件者", "差出人",
    "보낸사람",
  ]

  private static let besideWords: Set<String> = [
    "date", "sent", "subject", "to", "datum", "gesendet", "betreff", "an", "envoyé", "objet", "à", "fecha", "enviado",
    "asunto", "para", "data", "assunto", "inviato", "oggetto", "a", "verzonden", "onderwerp", "aan", "skickat", "ämne",
    "till", "sendt", "emne", "til", "lähetetty", "aihe", "wysłano", "temat", "do", "дата", "тема", "发送时间", "主题",
    "收件人", "寄件日期", "主旨", "日時", "送信日時", "件名", "宛先", "보낸날짜", "제목", "받는사람",
  ]
}
