/// What programs write in front of a subject that is answered or forwarded: `Re:`, `AW:`, `Fwd:`, `回复：`.
enum SubjectPrefix {
  /// Takes prefixes off the front, in many languages, repeated and numbered (`Re[2]:`, `Re (3):`, `Re^4:`).
  static func strip(_ subject: Substring) -> (rest: Substring, isForward: Bool) {
    var rest = subject.drop { $0 == " " }
    var isForward = false
    for _ in 0..<mostPrefixes {
      guard let (word, end) = first(of: rest) else { break }
      if forwards.contains(word) {
        isForward = true
      } else if !replies.contains(word) {
        break
      }
      rest = rest[end...].drop { $0 == " " }
    }
    return (rest, isForward)
  }

  private static let mostPrefixes = 32
  private static let longestPrefix = 20

  /// The word before a colon near the beginning, without its number and blanks, in lower case; and where the text goes on.
  private static func first(of text: Substring) -> (word: String, end: Substring.Index)? {
    let scalars = text.unicodeScalars.prefix(longestPrefix)
    guard let colon = scalars.firstIndex(where: { $0 == ":" || $0 == "：" }) else { return nil }
    var word = text[..<colon].filter { $0 != " " }[...]
    if word.last == "]" || word.last == ")" {
      guard let open = word.lastIndex(where: { $0 == "[" || $0 == "(" }),
        word[word.index(after: open)...].dropLast().allSatisfy(\.isNumber)
      else { return nil }
      word = word[..<open]
    } else if let caret = word.lastIndex(of: "^"), word[word.index(after: caret)...].allSatisfy(\.isNumber) {
      word = word[..<caret]
    }
    return (word.lowercased(), text.unicodeScalars.index(after: colon))
  }

  private static let replies: Set<String> = [
    "re", "aw", "antw", "antwort", "sv", "vs", "vá", "válasz", "odp", "ynt", "yan", "res", "resp", "rif", "r", "ref",
    "réf", "rép", "ré", "bls", "bal", "atb", "ats", "ang", "svar", "vast", "отв", "ответ", "відп", "отг", "απ", "σχετ",
    "回复", "回覆", "答复", "答覆", "返信", "답장", "회신", "ตอบ", "השב", "תשובה", "رد",
  ]

  private static let forwards: Set<String> = [
    "fw", "fwd", "wg", "wtr", "tr", "rv", "enc", "encaminhado", "i", "pd", "podaj", "ilt", "ilet", "vb", "vl", "vid",
    "doorst", "fs", "ms", "továbbítás", "továbbított", "trs", "yml", "hal", "пересл", "пер", "на", "за", "πρθ",
    "转发", "轉寄", "轉發", "転送", "전달", "ส่งต่อ", "הועבר", "העברה", "إعادةتوجيه",
  ]
}
