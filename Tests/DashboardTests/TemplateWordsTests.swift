import Testing

@testable import Dashboard

@Suite struct TemplateWordsTests {
  @Test("every word that a template asks for is in the catalogue")
  func templatesFindTheirWords() throws {
    let sections = try Catalogues()[.english].sections
    var asked = 0
    for (name, bytes) in Resources.templates {
      for piece in String(decoding: bytes, as: UTF8.self).split(separator: "{{w.").dropFirst() {
        let path = piece.prefix { $0 != "}" }.split(separator: ".", maxSplits: 1).map(String.init)
        #expect(path.count == 2 && sections[path[0]]?[path[1]] != nil, "\(name): \(path)")
        asked += 1
      }
    }
    #expect(asked > 50)
  }
}
