import Foundation
import Support
import Testing

@testable import Dashboard

@Suite struct EscapedHTMLTests {
  /// A combining mark makes another character of what it follows; browsers look at bytes.
  @Test(arguments: ["\"\u{301}", "<\u{338}", "'\u{20DD}", "&\u{1F3FB}", ">\u{FE0F}", "\"\u{200D}"])
  func nothingPassesBehindACombiningMark(_ text: String) throws {
    let views = try Views()
    for template in ["error", "layout", "inbox"] {
      let page = views(template, ["detail": text, "title": text, "q": text, "heading": text])
      #expect(page.range(of: text, options: .literal) == nil)
      #expect(page.range(of: EscapedHTML.escaped(text), options: .literal) != nil)
    }
    #expect(!EscapedHTML.escaped(text).utf8.contains { [0x22, 0x27, 0x3C, 0x3E].contains($0) })
  }

  @Test func everythingElseIsLeftAsItIs() {
    #expect(EscapedHTML.escaped("Ünï 🚲 a=b; `x` \u{202E}") == "Ünï 🚲 a=b; `x` \u{202E}")
    #expect(EscapedHTML.escaped("<a href=\"x\">'&'") == "&lt;a href=&quot;x&quot;&gt;&#39;&amp;&#39;")
  }

  @Test func noByteThatCouldEndAnAttributeSurvives() {
    var random = SeededRandom(seed: 11)
    let pieces = ["<", ">", "\"", "'", "&", "a", "\u{301}", "\u{200D}", "\u{1F1E9}", "\u{0}", "é"]
    for _ in 0..<2000 {
      let text = (0..<8).map { _ in pieces[Int.random(in: 0..<pieces.count, using: &random)] }.joined()
      #expect(!EscapedHTML.escaped(text).utf8.contains { [0x22, 0x27, 0x3C, 0x3E].contains($0) })
    }
  }
}
