/// The header of an earlier message as programs print it above its text: `From: … Sent: … To: … Subject: …`.
struct HeaderBlock {
  /// The line behind the block.
  let end: Int

  private enum Role: UInt8 { case from, date, to, copy, subject, other }

  /// Reads a block that begins at a line; nil where there is none.
  ///
  /// Names alone prove nothing, since customers write `From: Berlin`, `To: Hamburg` themselves: there must be an
  /// address, a time, or all of sender, date and subject. `next` is the line before which there is no need to look:
  /// what a run of fields lacks, each part of it lacks as well.
  init?(_ reply: ReplyText, at start: Int, lookingFrom next: inout Int) {
    guard start >= next else { return nil }
    var roles: Set<Role> = []
    var hasProof = false
    var sinceField = 0
    var line = start
    var end = start
    while line < min(reply.lines.count, start + Self.mostLines), reply.lines[line].kind == .words {
      if let (role, value) = Self.field(reply[line]) {
        roles.insert(role)
        hasProof = hasProof || Self.proves(role, value)
        sinceField = 0
        end = line + 1
      } else {
        // A field's long value goes on in the next lines.
        sinceField += 1
        if line == start || sinceField > 3 { break }
        if roles.contains(.from) || roles.contains(.to) { hasProof = hasProof || reply[line].contains(ASCII.at) }
      }
      line += 1
    }
    let hasOrigin = roles.contains(.from) || (roles.contains(.date) && roles.contains(.to))
    let named = roles.subtracting([.other])
    guard hasOrigin, named.count >= 2, hasProof || named.isSuperset(of: [.from, .date, .subject]) else {
      next = line - start < Self.mostLines ? end : start + Self.mostLines / 2
      return nil
    }
    self.end = end
  }

  private static let mostLines = 24

  private static func proves(_ role: Role, _ value: ArraySlice<UInt8>) -> Bool {
    switch role {
    case .from, .to, .copy: value.contains(ASCII.at)
    case .date: DateSigns(value).hasTime
    case .subject, .other: false
    }
  }

  /// The role and value of a line like `*From:* Ana`; nil where it is no such field.
  private static func field(_ line: ArraySlice<UInt8>) -> (Role, ArraySlice<UInt8>)? {
    let rest = line.drop { $0 == ASCII.asterisk || $0 == ASCII.underscore }
    guard let first = rest.first, !first.isASCIIDigit else { return nil }
    guard let (name, value) = split(rest.prefix(400)) else { return nil }
    let key = name.trimming {
      $0 == ASCII.asterisk || $0 == ASCII.underscore || $0 == ASCII.space || $0 == 0xA0 || $0 == 0xC2
    }
    guard let role = roles[String(decoding: key, as: UTF8.self).lowercased()] else { return nil }
    return (role, value)
  }

  /// Splits at the first colon, ASCII or full-width, within the first 40 bytes.
  private static func split(_ line: ArraySlice<UInt8>) -> (ArraySlice<UInt8>, ArraySlice<UInt8>)? {
    for place in line.indices.prefix(40) {
      if line[place] == ASCII.colon { return (line[..<place], line[(place + 1)...]) }
      let isFullWidth = line[place] == 0xEF && line[place...].starts(with: [0xEF, 0xBC, 0x9A])
      if isFullWidth { return (line[..<place], line[(place + 3)...]) }
    }
    return nil
  }

  private static let roles: [String: Role] = {
    let names: [(Role, [String])] = [
      (
        .from,
        [
          "from", "von", "de", "da", "di", "van", "från", "fra", "od", "от", "от кого", "від", "mittente", "expéditeur",
          "remetente", "afzender", "avsändare", "afsender", "avsender", "lähettäjä", "feladó", "kimden", "gönderen",
          "expeditor", "de la", "αποστολέας", "από", "发件人", "寄件者", "寄件人", "差出人", "보낸 사람", "보낸사람", "จาก",
          "מאת", "من", "absender", "từ", "dari", "odosielateľ", "nuo",
        ]
      ),
      (
        .date,
        [
          "date", "sent", "sent on", "gesendet", "datum", "envoyé", "envoyé le", "enviado", "enviado el", "enviado em",
          "enviada em", "enviada", "fecha", "data", "inviato", "verzonden", "skickat", "sendt", "dato", "wysłano",
          "wysłane",
          "отправлено", "дата", "lähetetty", "päivämäärä", "päiväys", "odesláno", "poslano", "odoslané", "elküldve",
          "dátum",
          "gönderilen", "gönderildi", "gönderme tarihi", "tarih", "trimis", "στάλθηκε", "ημερομηνία", "надіслано", "时间",
          "发送时间", "发送日期", "日期", "傳送時間", "寄件日期", "送信日時", "送信日", "日時", "보낸 날짜", "보낸날짜", "날짜",
          "วันที่", "ส่ง", "ส่งเมื่อ", "נשלח", "תאריך", "تم الإرسال", "التاريخ", "đã gửi", "ngày", "dikirim", "tanggal",
        ]
      ),
      (
        .to,
        [
          "to", "an", "à", "a", "para", "aan", "till", "til", "do", "кому", "komu", "pre", "destinataire",
          "destinatario",
          "destinatário", "vastaanottaja", "címzett", "kime", "alıcı", "către", "προς", "收件人", "收件者", "宛先", "받는 사람",
          "받는사람", "ถึง", "אל", "إلى", "đến", "kepada", "empfänger", "per",
        ]
      ),
      (
        .copy,
        [
          "cc", "kopie", "copie", "copia", "cópia", "kopia", "kopi", "копия", "抄送", "副本", "참조", "สำเนา", "bcc", "dw",
          "másolat",
        ]
      ),
      (
        .subject,
        [
          "subject", "betreff", "objet", "asunto", "assunto", "oggetto", "onderwerp", "ämne", "emne", "temat", "тема",
          "aihe",
          "předmět", "predmet", "tárgy", "konu", "subiect", "θέμα", "主题", "主題", "主旨", "件名", "제목", "เรื่อง", "נושא",
          "الموضوع", "chủ đề", "perihal", "subjek",
        ]
      ),
      (
        .other,
        [
          "reply-to", "importance", "priority", "attachments", "wichtigkeit", "priorität", "anlagen", "importancia",
          "importância", "importance", "pièces jointes", "prioridad", "allegati", "bijlagen", "antwort an",
          "sensitivity",
          "organization", "message-id", "responder a",
        ]
      ),
    ]
    var table: [String: Role] = [:]
    for (role, words) in names { for word in words { table[word] = role } }
    return table
  }()
}
