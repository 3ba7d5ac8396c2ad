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
    Set(text.split(separator: "{").dropFirst().compactMap { $0.split(separator: "}").first })
  }

  @Test(arguments: [
    ("de-AT,en;q=0.8", Language.german), ("fr, de;q=0.5, en;q=0.9", .english), ("en", .english), ("", .english),
    ("*", .english), ("de;q=0, en", .english), ("fr,de", .german),
  ])
  func theReadersLanguageIsFollowed(_ field: String, _ language: Language) {
    #expect(Language(accepting: field) == language)
  }

  @Test func everyTemplateIsReadable() throws {
    let views = try Views()
    for (name, _) in Resources.templates { #expect(!views(name, ["w": [:] as [String: Any]]).isEmpty, "\(name)") }
  }
}
