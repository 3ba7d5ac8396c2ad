import Desk
import Testing

@testable import Dashboard

@Suite struct CatalogueTests {
  @Test func allLanguagesSayTheSame() throws {
    let words = try Catalogues()
    let english = words[.english].sections
    for language in Language.allCases {
      let sections = words[language].sections
      #expect(sections.mapValues { $0.keys.sorted() } == english.mapValues { $0.keys.sorted() })
      for (section, texts) in sections {
        for (key, text) in texts {
          #expect(!text.isEmpty, "\(section).\(key)")
          #expect(placeholders(text) == placeholders(english[section]?[key] ?? ""), "\(section).\(key) in \(language)")
        }
      }
    }
  }

  private func placeholders(_ text: String) -> Set<Substring> {
    Set(
      text.split(separator: "{", omittingEmptySubsequences: false).dropFirst().compactMap {
        $0.split(separator: "}").first
      })
  }

  @Test(arguments: [
    ("de-AT,en;q=0.8", Language.german), ("fr, de;q=0.5, en;q=0.9", .english), ("en", .english), ("", .english),
    ("*", .english), ("de;q=0, en", .english), ("fr,de", .german),
  ])
  func theReadersLanguageIsFollowed(_ field: String, _ language: Language) {
    #expect(Language(accepting: field) == language)
  }

  @Test func everyTemplateIsReadableAndFindsItsPieces() throws {
    _ = try Views()
    let names = Set(Resources.templates.map(\.name))
    #expect(names.count == Resources.templates.count)
    for (name, bytes) in Resources.templates {
      for piece in tags(in: bytes) where piece.hasPrefix(">") {
        let wanted = piece.dropFirst().drop { $0 == " " }
        #expect(names.contains(String(wanted)), "\(wanted) in \(name)")
      }
    }
  }

  @Test func everyWordOfATemplateIsInTheCatalogue() throws {
    let sections = try Catalogues()[.english].sections
    for (name, bytes) in Resources.templates {
      for word in tags(in: bytes) where word.hasPrefix("w.") {
        let path = word.split(separator: ".").map(String.init)
        #expect(path.count == 3 && sections[path[1]]?[path[2]] != nil, "\(word) in \(name)")
      }
    }
  }

  /// What stands between double braces.
  private func tags(in template: [UInt8]) -> [Substring] {
    String(decoding: template, as: UTF8.self).split(separator: "{{").dropFirst().compactMap {
      $0.split(separator: "}}", omittingEmptySubsequences: false).first
    }
  }
}
