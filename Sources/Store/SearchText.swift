import Desk
import Foundation

/// What of a message is indexed, and how an operator's words become a query.
///
/// The tokenizer takes a run of letters for a word. Han, Kana, Hangul and Thai are written without spaces (or inflect
/// within the word), so each of their characters is set apart as a word of its own, and a run of them in a query
/// becomes a phrase: a word inside a Japanese sentence is found, and the `sqlite3` shell can still open the file.
enum SearchText {
  /// Longer text is indexed to this many bytes: one mail must not be the index.
  static let mostBytes = 262_144

  /// The words to be indexed; nil where they are subject, text and sender as they stand.
  static func prepared(subject: String, text: String, sender: Person) -> String? {
    let name = sender.name ?? ""
    let isLong = text.utf8.count > mostBytes
    guard isLong || needsSetting(subject) || needsSetting(text) || needsSetting(name) else { return nil }
    let beginning = isLong ? String(decoding: text.utf8.prefix(mostBytes), as: UTF8.self) : text
    return [subject, beginning, name + " " + (sender.address?.original ?? "")].map(setApart).joined(separator: "\n")
  }

  /// The text with each character of those scripts between spaces.
  static func setApart(_ text: String) -> String {
    guard needsSetting(text) else { return text }
    var result = ""
    result.reserveCapacity(text.utf8.count * 2)
    for scalar in text.unicodeScalars {
      if isUnspaced(scalar) {
        result.unicodeScalars.append(" ")
        result.unicodeScalars.append(scalar)
        result.unicodeScalars.append(" ")
      } else {
        result.unicodeScalars.append(scalar)
      }
    }
    return result
  }

  /// The query that finds all of an operator's words; nil when they hold nothing to look for.
  ///
  /// Each word is quoted, so that no operator of the query language can be meant or made by accident. Words between
  /// double quotes are a phrase; a `*` at the end of three letters or more finds all words that begin so.
  static func query(_ words: String) -> String? {
    var terms: [String] = []
    for (index, piece) in words.split(separator: "\"", omittingEmptySubsequences: false).enumerated() {
      if index % 2 == 1 {
        terms.append(quoted(String(piece)))
      } else {
        for word in piece.split(whereSeparator: \.isWhitespace) {
          let isPrefix = word.last == "*" && word.count > leastBeginning
          terms.append(quoted(String(word)) + (isPrefix ? "*" : ""))
        }
      }
    }
    let kept = terms.filter { $0.unicodeScalars.contains(where: isWordPart) }.prefix(mostTerms)
    return kept.isEmpty ? nil : kept.joined(separator: " ")
  }

  /// Each word of a text as the beginning of one: `ana lim` is `ana* lim*`.
  static func beginning(of text: String) -> String {
    text.split(whereSeparator: { $0.isWhitespace || $0 == "\"" }).map { $0 + "*" }.joined(separator: " ")
  }

  /// Without case and diacritics, for comparing as the index does.
  static func folded(_ text: String) -> String {
    let isASCII = text.utf8.allSatisfy { $0 < 0x80 }
    return isASCII ? text.lowercased() : text.folding(options: [.caseInsensitive, .diacriticInsensitive], locale: nil)
  }

  private static let mostTerms = 32

  /// Fewer letters begin too many words: each of them would have to be read.
  private static let leastBeginning = 3

  private static func quoted(_ word: String) -> String {
    // NUL would end the query; quotes cannot occur, since words are split at them.
    let harmless = String(String.UnicodeScalarView(word.unicodeScalars.map { $0.value < 0x20 ? " " : $0 }))
    return "\"" + setApart(harmless) + "\""
  }

  private static func isWordPart(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter, .decimalNumber,
      .letterNumber, .otherNumber, .privateUse:
      true
    default: false
    }
  }

  /// Whether any byte can begin a character of those scripts: none of them is below U+0E00.
  private static func needsSetting(_ text: String) -> Bool {
    let mayNeed = text.utf8.withContiguousStorageIfAvailable { $0.contains { $0 >= 0xE0 } }
    return mayNeed != false && text.unicodeScalars.contains(where: isUnspaced)
  }

  private static func isUnspaced(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x0E00...0x0E7F,  // Thai
      0x1100...0x11FF, 0x3130...0x318F, 0xA960...0xA97F, 0xAC00...0xD7FF,  // Hangul
      0x3040...0x30FF, 0x31F0...0x31FF, 0xFF66...0xFF9F, 0x1B000...0x1B16F,  // Kana
      0x2E80...0x2FDF, 0x3005...0x3007, 0x3400...0x4DBF, 0x4E00...0x9FFF, 0xF900...0xFAFF, 0x20000...0x323AF,  // Han
      0xFFA0...0xFFDC:  // Hangul at half width
      true
    default: false
    }
  }
}
