import MailText
import Testing

/// Pages made to exhaust a reader.
///
/// None may trap, and what they cost is bounded by what comes out: no line is worth more than its page.
@Suite struct HTMLHostileTests {
  struct Attack: CustomTestStringConvertible, Sendable {
    let testDescription: String
    let piece: String
    let count: Int
  }

  static let attacks: [Attack] = [
    ("nested blocks", "<div>", 100_000), ("nested quotes", "<blockquote>", 100_000),
    ("nested lists", "<ul><li>x", 20_000),
    ("nested tables", "<table><tr><td>x", 100_000), ("nested hidden", "<div style='display:none'>", 20_000),
    ("nested small print", "<b style='font-size:0'><i style='font-size:9px'>", 20_000),
    ("unclosed comments", "<!--", 200_000),
    ("unclosed quotes", "<a b=\"x", 200_000), ("unclosed tags", "<a", 200_000), ("unclosed end tags", "</a", 200_000),
    ("instructions", "<?", 200_000), ("declarations", "<!", 200_000), ("unclosed styles", "<style>", 100_000),
    ("unclosed titles", "<title>", 100_000), ("less-than signs", "<", 10_000_000), ("ampersands", "&", 500_000),
    ("half references", "&a", 200_000), ("half numbers", "&#x", 200_000),
    ("end tags", "</div></td></table></ul></blockquote>", 20_000),
    ("links", "<a href='http://x.example/'>", 50_000), ("attributes", "<p a=b c='d' e=\"f\" ", 50_000),
    ("marks", "\u{A0}", 200_000),
  ].map { Attack(testDescription: $0.0, piece: $0.1, count: $0.2) }

  @Test(arguments: attacks) func takesAnyPageInSpaceThatGrowsWithIt(_ attack: Attack) {
    let page = String(repeating: attack.piece, count: attack.count)
    // Every line may begin with ten quote marks and an indent; more than that no byte of the page is worth.
    #expect(HTMLText.render(page + "word").utf8.count <= 48 * page.utf8.count)
  }

  @Test func wordsAtAnyDepthAreShown() {
    let open = String(repeating: "<div><span><b>", count: 100_000)
    #expect(HTMLText.render(open + "word") == "word")
    let quote = HTMLText.render(String(repeating: "<blockquote>", count: 100_000) + "word")
    #expect(quote == String(repeating: "> ", count: 10) + "word")
  }

  @Test func referencesWithoutEndAreShownAsTheyStand() {
    let endless = "&" + String(repeating: "a", count: 1_000_000)
    #expect(HTMLText.render(endless) == endless)
    #expect(HTMLText.render("&#" + String(repeating: "9", count: 1_000_000) + "x") == "\u{FFFD}x")
  }

  @Test func bytesThatAreNoTextAreRepaired() {
    #expect(HTMLText.render([0xC2]) == "\u{FFFD}")
    #expect(HTMLText.render([0xE2, 0x80]) == "\u{FFFD}")
    #expect(HTMLText.render([0x3C, 0x70, 0x3E, 0xFF, 0xE2, 0x3C, 0x62, 0x3E, 0x61]) == "\u{FFFD}\u{FFFD}a")
  }

  @Test func mutationsOfAPageNeverTrap() {
    let seed = Array(
      """
      <!DOCTYPE html><html><head><title>t</title><style>p{}</style></head><body style="font-size:0"><p class=MsoNormal>
      Hello &eacute;&#8364; <a href="http://x.example/?a=1&amp;b">x</a><br/><ul><li>a<li>b</ul><!-- c --><blockquote>q
      </blockquote><table><tr><td>1<td hidden>2</table><pre> x </pre><img alt="&lt;y"><script>1<2</script></body></html>
      """.utf8)
    let alphabet = Array("<>/!-&;#x\"'= \n\u{0}aA1".utf8) + [0xC2, 0xE2, 0x80, 0xEF, 0xFF]
    var random = SplitMix(state: 20_261_123)
    for _ in 0..<1_000 {
      var page = seed
      for _ in 0..<Int.random(in: 1...12, using: &random) {
        let place = Int.random(in: 0..<page.count, using: &random)
        switch Int.random(in: 0..<3, using: &random) {
        case 0: page[place] = alphabet[Int.random(in: 0..<alphabet.count, using: &random)]
        case 1: page.removeSubrange(place..<min(page.count, place + Int.random(in: 1...9, using: &random)))
        default: page.insert(contentsOf: page[place..<min(page.count, place + 20)], at: place)
        }
      }
      let text = HTMLText.render(page)
      #expect(text.utf8.count <= 48 * page.count)
      #expect(VisibleText.of(text).utf8.count <= text.utf8.count)
    }
  }
}

/// A small generator with a seed, so that a failure comes back.
struct SplitMix: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}
