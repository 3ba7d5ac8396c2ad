import Foundation
import MIME
import MailText
import Support
import Testing

@Suite struct FramedPageTests {
  /// What stands between the frame's own `<body>` and its end.
  private func body(_ html: String, images: [String: String] = [:]) -> String {
    Frame(FramedPage(html, images: images)).body
  }

  @Test func aPageKeepsItsWordsItsOrderAndItsLooks() {
    #expect(body("<p>Hello <b>you</b>") == "<p>Hello <b>you</b>")
    #expect(
      body("<TABLE cellpadding=3 STYLE='color:red'><tr><td bgcolor=\"#fff\">1</TABLE>")
        == "<table cellpadding=\"3\" style=\"color:red\"><tr><td bgcolor=\"#fff\">1</table>")
    #expect(body("a &amp; b &lt;c&gt; 1 < 2") == "a &amp; b &lt;c&gt; 1 &lt; 2")
    #expect(body("<img alt='a \"b\" <c>' width=1>") == "<img alt=\"a &quot;b&quot; &lt;c>\" width=\"1\">")
  }

  @Test func whatBelongsToTheDocumentGoesToTheFramesOwn() {
    let page = """
      <!DOCTYPE html><html dir="rtl"><head><title>Not shown</title><meta charset="utf-16"></head>
      <body bgcolor="#eee" onload="x()">Words</body></html>
      """
    #expect(body(page).filter { $0 != "\n" } == "<html dir=\"rtl\"><body bgcolor=\"#eee\">Words")
  }

  @Test(arguments: [
    "<script>alert(1)</script>", "<SCRIPT SRC=//x.example/x.js></SCRIPT>", "<script>a",
    "<meta http-equiv=refresh content='0'>",
    "<base href='https://x.example/'>", "<link rel=dns-prefetch href=//x.example>", "<iframe src=//x.example></iframe>",
    "<object data=//x.example></object>", "<embed src=//x.example>", "<frameset><frame src=//x.example></frameset>",
    "<form action=/tickets/1><input name=csrf autofocus><button formaction=/x>",
    "<svg><style><meta http-equiv=refresh></style>",
    "<math><mtext><table><mglyph><style><meta http-equiv='refresh'>", "<noscript><meta http-equiv=refresh></noscript>",
    "<style><meta http-equiv=refresh></style>", "<style>a{}</style x><meta http-equiv=refresh>",
    "<textarea></textarea x><meta http-equiv=refresh>", "<!--><meta http-equiv=refresh>-->", "<!-- --!><base href=x>",
    "<![CDATA[<meta http-equiv=refresh>]]>", "<xmp><meta http-equiv=refresh></xmp>", "<plaintext><base href=x>",
    "<p title='<meta http-equiv=refresh>'>x", "<p title=\"a<base href=x>", "<a <meta http-equiv=refresh>",
    "<\u{0}meta http-equiv=refresh>",
    "<meta/http-equiv=refresh>", "<portal src=//x.example>", "<template><meta http-equiv=refresh></template>",
    "<title></title ><base href=x>", "<p style='</style><meta http-equiv=refresh>'>",
    "<style>&lt;/style><base href=x></style>",
  ])
  func nothingThatABrowserObeysComesThrough(_ attack: String) {
    for page in [attack, "<div>\(attack)", "<table><tr>\(attack)</table>", attack + attack] {
      let frame = Frame(FramedPage(page))
      #expect(frame.strangers.isEmpty, "\(frame.body)")
    }
  }

  @Test(arguments: [
    "<p onclick=x() onmouseover='x()'>a", "<img src=x onerror=x()>", "<a href=javascript:x()>a",
    "<a href=' java\tscript:x()'>a",
    "<a href='&#106;avascript&colon;x()'>a", "<a href='data:text/html,x'>a", "<a href=vbscript:x>a",
    "<a href=/sign-out>a",
    "<a href='tickets/1'>a", "<img src=/tickets/1>", "<img srcset='//x.example/1 1x'>", "<a ping=//x.example href=#x>a",
    "<a target=_top href=//x.example>a", "<p contenteditable autofocus tabindex=1 accesskey=r>a",
    "<img src='data:image/svg+xml;base64,AA'>",
    "<a href='x.example:80/'>a", "<body onload=x() onpageshow=x()>", "<a xlink:href=javascript:x()>a",
    "<p is=x-y slot=z nonce=1>a",
  ])
  func noAttributeDoesAnythingOrLeadsIntoTheDesk(_ attack: String) {
    let frame = Frame(FramedPage(attack))
    let allowed: Set<String> = ["href", "target"]
    for (name, value) in frame.attributes {
      #expect(allowed.contains(name), "\(frame.body)")
      #expect(value.hasPrefix("https://") || value == "#x" || value == "_self", "\(frame.body)")
    }
  }

  @Test func linksLeadAwayInAWindowOfTheirOwnAndWithinThePageInTheSame() {
    #expect(body("<a href='https://x.example/?a=1&b=2'>x</a>") == "<a href=\"https://x.example/?a=1&amp;b=2\">x</a>")
    #expect(body("<a href='mailto:a@x.example'>x</a>") == "<a href=\"mailto:a@x.example\">x</a>")
    #expect(body("<a href=//x.example>x</a>") == "<a href=\"https://x.example\">x</a>")
    #expect(body("<a href='#part'>x</a>") == "<a href=\"#part\" target=\"_self\">x</a>")
    #expect(FramedPage("x").document.contains("<base target=\"_blank\">"))
  }

  @Test func remoteImagesStayAndAreCountedOnceEach() {
    let page = FramedPage(
      """
      <img src="https://x.example/a.png"><img src="https://x.example/a.png"><img src=//x.example/b.gif>
      <td background="http://x.example/c.png"><p style="background: url('http://x.example/d.png')">
      <style>@import url(http://x.example/e.css); @font-face{src:url(http://x.example/f.woff2?x)} p{background:URL( "http://x.example/g.png" )}</style>
      """)
    #expect(page.remoteImages == 5)
    #expect(page.document.contains("<img src=\"https://x.example/a.png\">"))
    #expect(FramedPage("<img src='cid:1@x'><img src='data:image/png;base64,AA'>").remoteImages == 0)
  }

  @Test func imagesThatCameWithTheMessageAreShownWhereTheyAreNamed() {
    let images = ["logo 1@x.example": "data:image/png;base64,AAAA"]
    #expect(body("<img src=\"cid:Logo%201@X.example\">", images: images) == "<img src=\"data:image/png;base64,AAAA\">")
    #expect(
      body("<td style='background:url(cid:logo%201@x.example)'>", images: images)
        == "<td style=\"background:url(&quot;data:image/png;base64,AAAA&quot;)\">")
    #expect(
      body("<style>p{background:url(cid:logo%201@x.example)}</style>", images: images)
        == "<style>p{background:url(\"data:image/png;base64,AAAA\")}</style>")
    #expect(body("<img src=cid:other>", images: images) == "<img>")
  }

  @Test func oneImageNamedAThousandTimesFillsNoMemory() {
    var limits = FramedPage.Limits()
    limits.images = 10_000
    let image = "data:image/png;base64," + String(repeating: "A", count: 1000)
    let page = FramedPage(
      String(repeating: "<img src=cid:a><p style='background:url(cid:a)'>", count: 1000), images: ["a": image],
      limits: limits)
    #expect(page.document.utf8.count < 10_000 + 1000 * 60)
    #expect(page.document.contains(image))
  }

  @Test func sheetsKeepTheirRulesAndTheirMedium() {
    #expect(
      body("<style media=print><!-- p > a { color: red } --></style>")
        == "<style media=\"print\"> p > a { color: red } --></style>")
    #expect(body("<style>@media (width < 600px) { p {} }</style>") == "<style>@media (width < 600px) { p {} }</style>")
  }

  @Test func anImageCannotTakeThePlaceOfAPartOfTheDocument() {
    #expect(body("<img name=body><img name=documentElement><a name=x>a</a>") == "<img><img><a name=\"x\">a</a>")
  }

  @Test(arguments: [
    "/tickets/1", "x.png", "#a", "javascript:x", "data:text/html,x", "mailto:a@x.example", "cid:none", "",
  ])
  func sheetsLeadNowhereIntoTheDesk(_ address: String) {
    #expect(body("<p style='background:url(\(address))'>") == "<p style=\"background:url(&quot;about:invalid&quot;)\">")
    #expect(
      body("<style>p{background:url(\(address))}</style>") == "<style>p{background:url(\"about:invalid\")}</style>")
  }

  @Test func whatIsTooLongIsCutAndSaysSo() {
    var limits = FramedPage.Limits()
    limits.page = 1000
    #expect(FramedPage(String(repeating: "é", count: 600), limits: limits).isCut)
    #expect(!FramedPage("short", limits: limits).isCut)
    limits = FramedPage.Limits()
    limits.written = 1000
    let page = FramedPage(String(repeating: "<p title='\"\"\"\"'>x", count: 1000), limits: limits)
    #expect(page.isCut)
    #expect(page.document.hasSuffix("</body></html>\n"))
  }

  @Test(arguments: HTMLHostileTests.attacks) func costsNoMoreThanThePageIsWorth(_ attack: HTMLHostileTests.Attack) {
    let page = String(repeating: attack.piece, count: min(attack.count, 500_000 / attack.piece.utf8.count))
    #expect(FramedPage(page + "word").document.utf8.count <= 6 * page.utf8.count + 2000)
  }

  @Test(arguments: ["url(", "url('", "u", "<!--", "<", "@import url(", "}", "url(cid:a"])
  func sheetsMadeToExhaustAreReadOnce(_ piece: String) {
    let css = String(repeating: piece, count: 50_000)
    #expect(FramedPage("<style>\(css)</style>").document.utf8.count <= css.utf8.count + 2000)
    #expect(FramedPage("<p style=\"\(css)\">").document.utf8.count <= 6 * css.utf8.count + 2000)
  }

  @Test func mutationsOfAPageNeverLetAStrangerThrough() {
    let seed = Array(
      """
      <!DOCTYPE html><html><head><base href="//x.example"><meta http-equiv="refresh" content="0;url=//x.example"><style>p{}
      </style><title>t</title></head><body style="x:url(cid:a)"><p title="<meta http-equiv=refresh>">&lt;base&gt;<script>
      "<base href=x>"</script><!-- <meta http-equiv=refresh> --><svg><style><base href=y></style></svg><textarea><base href=z>
      </textarea><a href="javascript:x">x</a><img src=x onerror=y><iframe srcdoc="<meta http-equiv=refresh>"></iframe></body>
      """.utf8)
    let alphabet = Array("<>/!-&;#x\"'= \n\u{0}aA1".utf8)
    var random = SplitMix(state: 20_261_126)
    for _ in 0..<3_000 {
      var page = seed
      for _ in 0..<Int.random(in: 1...12, using: &random) {
        let place = Int.random(in: 0..<page.count, using: &random)
        switch Int.random(in: 0..<3, using: &random) {
        case 0: page[place] = alphabet[Int.random(in: 0..<alphabet.count, using: &random)]
        case 1: page.removeSubrange(place..<min(page.count, place + Int.random(in: 1...9, using: &random)))
        default: page.insert(contentsOf: page[place..<min(page.count, place + 20)], at: place)
        }
      }
      let frame = Frame(FramedPage(String(decoding: page, as: UTF8.self)))
      #expect(frame.strangers.isEmpty, "\(frame.body)")
      #expect(frame.attributes.allSatisfy { !$0.name.hasPrefix("on") })
    }
  }
}

/// Real mail, framed: the samples, and the corpus where it is at hand.
@Suite struct FramedMailTests {
  @Test func everyWordOfAPageIsStillThere() throws {
    var count = 0
    for folder in [PackageTree.samples] + (PackageTree.corpus.map { [$0] } ?? []) {
      for page in try pages(in: folder) {
        let framed = FramedPage(page.html)
        #expect(!framed.isCut)
        #expect(Frame(framed).strangers.isEmpty, "\(page.name)")
        #expect(words(framed.document) == words(page.html), "\(page.name)")
        count += 1
      }
    }
    #expect(count > 0)
  }

  private func words(_ html: String) -> [Substring] { HTMLText.render(html).split(whereSeparator: \.isWhitespace) }

  private func pages(in folder: URL) throws -> [(name: String, html: String)] {
    let walk = FileManager.default.enumerator(at: folder, includingPropertiesForKeys: [.isRegularFileKey])
    return try (walk?.allObjects as? [URL] ?? []).flatMap { file -> [(name: String, html: String)] in
      guard try file.resourceValues(forKeys: [.isRegularFileKey]).isRegularFile == true else { return [] }
      let message = Message([UInt8](try Data(contentsOf: file)))
      return message.leaves.filter { $0.isBodyLeaf && $0.subtype == "html" }
        .map { (file.lastPathComponent, message.decodedText($0)) }
    }
  }
}

/// A framed page read by the strictest of rules: each `<` begins a tag, each attribute stands in double quotes.
///
/// Since the writer knows no other form, whatever does not fit is a stranger.
private struct Frame {
  let body: String
  private(set) var strangers: [String] = []
  private(set) var attributes: [(name: String, value: String)] = []

  private static let known = Set(
    """
    html body style a abbr acronym address area article aside b bdi bdo big blockquote br caption center cite code col
    colgroup dd del details dfn dir div dl dt em figcaption figure font footer h1 h2 h3 h4 h5 h6 header hgroup hr i img ins
    kbd label li main map mark menu nav nobr ol p pre q rp rt ruby s samp section small span strike strong sub summary sup
    table tbody td tfoot th thead time tr tt u ul var wbr
    """.split { $0 == " " || $0 == "\n" }.map(String.init))

  init(_ page: FramedPage) {
    let document = page.document
    let start = document.firstRange(of: "</head><body>")?.upperBound ?? document.startIndex
    let end = document.ranges(of: "</body></html>\n").last?.lowerBound ?? document.endIndex
    body = String(document[start..<end])
    var rest = Substring(body).utf8
    while let open = rest.firstIndex(of: UInt8(ascii: "<")) {
      rest = rest[rest.index(after: open)...]
      let isSheet = readTag(&rest)
      if isSheet { readSheet(&rest) }
    }
  }

  /// - Returns: whether a style sheet begins.
  private mutating func readTag(_ rest: inout Substring.UTF8View) -> Bool {
    let isEnd = rest.first == UInt8(ascii: "/")
    if isEnd { rest = rest.dropFirst() }
    let name = take(&rest) { $0 != UInt8(ascii: " ") && $0 != UInt8(ascii: ">") }
    if !Self.known.contains(name) || (isEnd && name == "style") { strangers.append(name) }
    while rest.first == UInt8(ascii: " ") {
      rest = rest.dropFirst()
      let attribute = take(&rest) { $0 != UInt8(ascii: "=") && $0 != UInt8(ascii: ">") }
      rest = rest.dropFirst()
      guard rest.first == UInt8(ascii: "\"") else {
        strangers.append(name + " " + attribute)
        return false
      }
      rest = rest.dropFirst()
      attributes.append((attribute, take(&rest) { $0 != UInt8(ascii: "\"") }))
      rest = rest.dropFirst()
    }
    if rest.first != UInt8(ascii: ">") { strangers.append(name + "…") }
    return name == "style" && !isEnd
  }

  /// In a sheet a `<` must be none that could begin a tag wherever the sheet stands.
  private mutating func readSheet(_ rest: inout Substring.UTF8View) {
    while let open = rest.firstIndex(of: UInt8(ascii: "<")) {
      rest = rest[rest.index(after: open)...]
      if rest.starts(with: "/style>".utf8) { return }
      if let next = rest.first, !" \n\r\t=0123456789\u{0C}".utf8.contains(next) { strangers.append("style <") }
    }
    strangers.append("style without end")
  }

  private func take(_ rest: inout Substring.UTF8View, _ isTaken: (UInt8) -> Bool) -> String {
    let end = rest.firstIndex { !isTaken($0) } ?? rest.endIndex
    defer { rest = rest[end...] }
    return String(decoding: rest[..<end], as: UTF8.self)
  }
}
