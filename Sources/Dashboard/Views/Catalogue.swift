import Foundation

/// A language that pages are written in.
enum Language: String, Sendable, CaseIterable {
  case english = "en"
  case german = "de"

  /// The first language of an `Accept-Language` field (RFC 9110, 12.5.4) that there is; quality values are followed.
  init(accepting field: String?) {
    let wishes = (field ?? "").prefix(256).split(separator: ",").prefix(16).compactMap { element -> (String, Double)? in
      let parts = element.split(separator: ";")
      guard let tag = parts.first?.trimmingCharacters(in: .whitespaces).lowercased() else { return nil }
      let quality = parts.dropFirst().compactMap { part -> Double? in
        let part = part.trimmingCharacters(in: .whitespaces)
        return part.hasPrefix("q=") ? Double(part.dropFirst(2)) : nil
      }
      return (String(tag.prefix { $0 != "-" }), quality.first ?? 1)
    }
    let best = wishes.filter { $0.1 > 0 }.max { $0.1 < $1.1 }
    let known = wishes.first { wish in wish.1 == best?.1 && Language(rawValue: wish.0) != nil }
    self = known.flatMap { Language(rawValue: $0.0) } ?? .english
  }
}

/// All words of the pages in all languages.
struct Catalogues: Sendable {
  private let english: Catalogue
  private let german: Catalogue

  /// - Throws: `DecodingError` for a catalogue that is no JSON object of objects of texts.
  init() throws {
    english = try Catalogue(.english, PackageResources.words_en_json)
    german = try Catalogue(.german, PackageResources.words_de_json)
  }

  subscript(language: Language) -> Catalogue {
    switch language {
    case .english: english
    case .german: german
    }
  }
}

/// The words of one language, in sections by page: `words("inbox.title")`.
struct Catalogue: Sendable {
  let language: Language
  /// As templates have them, under `w`.
  let sections: [String: [String: String]]

  init(_ language: Language, _ json: [UInt8]) throws {
    self.language = language
    sections = try JSONDecoder().decode([String: [String: String]].self, from: Data(json))
  }

  /// A text with its `{name}`s filled in; the key itself where there is no such text, which a test forbids.
  func callAsFunction(_ key: String, _ values: [String: String] = [:]) -> String {
    guard let dot = key.utf8.firstIndex(of: UInt8(ascii: ".")),
      let text = sections[String(key[..<dot])]?[String(key[key.utf8.index(after: dot)...])]
    else { return key }
    return values.isEmpty ? text : Self.filled(text, values)
  }

  /// `KEY.one` or `KEY.other` by a number, which fills `{n}`.
  func callAsFunction(_ key: String, count: Int, _ values: [String: String] = [:]) -> String {
    self(key + (count == 1 ? ".one" : ".other"), values.merging(["n": Shown.grouped(count)]) { given, _ in given })
  }

  private static func filled(_ text: String, _ values: [String: String]) -> String {
    var result = ""
    var rest = text[...]
    while let open = rest.utf8.firstIndex(of: UInt8(ascii: "{")),
      let close = rest.utf8[open...].firstIndex(of: UInt8(ascii: "}"))
    {
      result += rest[..<open]
      let name = String(rest[rest.utf8.index(after: open)..<close])
      result += values[name] ?? String(rest[open...close])
      rest = rest[rest.utf8.index(after: close)...]
    }
    return result + rest
  }
}
