/// What stands at the end of a reply and is no word of it: signatures, rules, marks of programs.
struct ReplyEnding {
  private let reply: ReplyText
  private let firstWords: Int

  /// Takes the lines of a reply.
  init(_ reply: ReplyText) {
    self.reply = reply
    firstWords = reply.lines.firstIndex { $0.kind == .words } ?? reply.lines.count
  }

  /// Whether a line is drawn, not written: `-----`, `____`, `***`, or the mark by which a program tracks its mail.
  func isRule(_ line: Int) -> Bool {
    let text = reply[line]
    guard text.count <= 400 else { return false }
    if text.elementsEqual([0xE1, 0x90, 0xA7]) { return true }
    let drawn = text.filter { Self.strokes.contains($0) }.count
    // Em dashes and box lines are drawn, too.
    return drawn == text.count
      || text.count >= 3 && text.allSatisfy { $0 == 0xE2 || $0 == 0x80 || $0 == 0x94 || $0 == 0x95 }
  }

  private static let strokes = Set("-_=*#~+ ".utf8)

  /// Where a signature begins that reaches to the end of these lines; nil where there is none below other words.
  func signatureStart(in lines: Range<Int>) -> Int? {
    guard let last = lines.last else { return nil }
    if let start = deviceLine(last), start > firstWords { return start }
    guard let mark = signatureMark(in: lines), mark > firstWords else { return nil }
    return mark
  }

  // MARK: - The mark of old

  private static let longestSignature = 30
  private static let longestUnsureSignature = 12

  /// The nearest line of two dashes above, if what is below it is no longer than signatures are.
  private func signatureMark(in lines: Range<Int>) -> Int? {
    var below = 0
    for line in lines.suffix(Self.longestSignature * 2).reversed() {
      if reply[line].elementsEqual([ASCII.hyphen, ASCII.hyphen]) {
        // By RFC 3676 a space follows the dashes. Without it they may be a rule drawn between two thoughts.
        let end = reply.lines[line].end
        let isExact = end < reply.bytes.count && reply.bytes[end] == ASCII.space
        return below <= (isExact ? Self.longestSignature : Self.longestUnsureSignature) ? line : nil
      }
      switch reply.lines[line].kind {
      case .words: below += 1
      case .blank: break
      case .quote: return nil
      }
    }
    return nil
  }

  // MARK: - What phones write

  /// Where `Sent from my iPhone` begins that ends at this line.
  private func deviceLine(_ last: Int) -> Int? {
    if isDeviceLine(last) { return last }
    // An address of the app store stands below it.
    let isLink = reply[last].starts(with: [ASCII.lessThan]) || reply[last].starts(with: Array("http".utf8))
    return isLink && last > 0 && isDeviceLine(last - 1) ? last - 1 : nil
  }

  private func isDeviceLine(_ line: Int) -> Bool {
    let text = reply[line].trimming { Self.strokes.contains($0) || $0 == ASCII.lessThan || $0 == UInt8(ascii: "[") }
    guard text.count >= 8, text.count <= 240 else { return false }
    let folded = String(decoding: text, as: UTF8.self).lowercased()
    return Self.devicePhrases.contains { folded.hasPrefix($0) }
      || Self.deviceFrames.contains { folded.hasPrefix($0.first) && folded.hasSuffix($0.last) }
  }

  /// Phrases whose beginning alone could begin any sentence.
  private static let deviceFrames = [
    (first: "von mein", last: "gesendet"), (first: "von mein", last: "gesendet."), (first: "从我的", last: "发送"),
    (first: "從我的", last: "傳送"), (first: "從我的", last: "寄出"),
  ]

  private static let devicePhrases = [
    "sent from my ", "sent from yahoo", "sent from outlook", "sent from mail for", "sent from samsung", "sent from aol",
    "sent from windows", "sent from proton", "sent from gmail", "sent from mailspring", "sent from blue",
    "sent from a mobile",
    "sent from iphone", "sent from ipad", "sent from android", "sent from mobile", "sent from spark", "sent from tuta",
    "sent with proton", "sent with [proton", "sent with spark", "sent with blackberry", "get outlook for",
    "get bluemail",
    "enviado desde mi ", "enviado desde outlook", "enviado desde yahoo", "enviado do meu ", "enviado a partir do meu ",
    "enviado do outlook", "enviado do yahoo", "enviado do meu", "obter o outlook", "obtener outlook",
    "envoyé de mon ", "envoyé depuis mon ", "envoyé à partir de ", "envoyé depuis outlook", "télécharger outlook",
    "obtenir outlook",
    "gesendet von meinem ", "gesendet von mail", "gesendet von outlook", "gesendet von yahoo",
    "gesendet mit ", "diese nachricht wurde von meinem", "outlook für", "holen sie sich outlook",
    "inviato da ", "inviato dal mio ", "scarica outlook", "ottieni outlook",
    "verzonden vanaf mijn ", "verstuurd vanaf mijn ", "verstuurd vanaf ", "verzonden vanuit ", "outlook voor",
    "outlook downloaden",
    "skickat från min ", "skickat från ", "sendt fra min ", "sendt fra ", "hämta outlook", "hent outlook",
    "lähetetty ", "hanki outlook", "wysłane z ", "wysłano z ", "pobierz outlook", "odesláno z ", "odoslané z ",
    "stáhnout outlook",
    "отправлено с ", "отправлено из ", "отправлено с моего", "скачать outlook", "надіслано з ", "elküldve az ",
    "küldve az ",
    "iphone'umdan gönderildi", "iphone’umdan gönderildi", "ipad'imden gönderildi", "trimis de pe ", "στάλθηκε από ",
    "发自我的", "傳送自我的", "寄自我的", "获取 outlook", "取得 outlook", "iphoneから送信", "ipadから送信",
    "私のiphone", "スマートフォンから送信", "outlook for ios を入手", "나의 iphone", "내 iphone", "iphone에서 보냄", "outlook 다운로드",
    "ส่งจาก", "נשלח מה", "נשלח מ", "مرسل من", "أُرسلت من", "được gửi từ ", "dikirim dari ",
  ]
}
