import MailText
import Testing

@Suite struct HTMLTextTests {
  /// A page, and the lines that a person reads in it.
  struct Case: CustomTestStringConvertible, Sendable {
    let name: String
    let html: String
    let text: String
    var testDescription: String { name }

    init(_ name: String, _ html: String, _ text: String) {
      self.name = name
      self.html = html
      self.text = text
    }
  }

  static let cases: [Case] = [
    Case("words without markup", "just words", "just words"),
    Case("white space is one space", "a \n\t b<b> c </b> d", "a b c d"),
    Case("paragraphs stand apart", "<p>a</p><p>b</p>", "a\n\nb"),
    Case("paragraphs of Outlook are lines", "<p class=MsoNormal>a</p><p class=MsoNormal>b</p>", "a\nb"),
    Case(
      "an empty paragraph of Outlook is a blank line",
      "<p class=MsoNormal>a<p class=MsoNormal>&nbsp;<p class=MsoNormal>b", "a\n\nb"),
    Case("blocks are lines", "<div>a</div><div>b</div>c", "a\nb\nc"),
    Case("a break alone in a block is a blank line", "<div>a</div><div><br></div><div>b</div>", "a\n\nb"),
    Case("a break at the end of a block is none", "<div>a<br></div><div>b</div>", "a\nb"),
    Case("many breaks are one blank line", "a<br><br><br><br>b", "a\n\nb"),
    Case("a break as end tag", "a</br>b", "a\nb"),
    Case("headings stand apart", "<h1>Title</h1>text", "Title\n\ntext"),
    Case("bullets", "<ul><li>one<li>two</ul>", "- one\n- two"),
    Case("numbers from a start", "<ol start='9'><li>nine</li><li>ten</li></ol>", "9. nine\n10. ten"),
    Case("lists in lists", "<ul><li>a<ul><li>b</ul><li>c</ul>", "- a\n  - b\n- c"),
    Case("a second line hangs below the first", "<ul><li>a<br>b</ul>", "- a\n  b"),
    Case("cells of a row in one line", "<table><tr><td>a</td><td>b</td></tr><tr><td>c<td>d</table>", "a | b\nc | d"),
    Case("paragraphs in cells stay in the row", "<table><tr><td><p>a</p></td><td><p>b</p></td></tr></table>", "a | b"),
    Case("a cell of many lines stands alone", "<table><tr><td>a<br>b</td><td>c</td></tr></table>", "a\nb\nc"),
    Case("empty cells leave no mark", "<table><tr><td></td><td>a</td><td> </td></tr></table>", "a"),
    Case("quotes are marked", "<blockquote><p>a</p><p>b</p></blockquote>c", "> a\n>\n> b\n\nc"),
    Case("quotes in quotes", "<blockquote>a<blockquote>b</blockquote></blockquote>", "> a\n>\n> > b"),
    Case("an indent is no quote", "<blockquote style='margin:0 0 0 40px;border:none'>a</blockquote>", "a"),
    Case("a rule", "a<hr>b", "a\n----------\nb"),
    Case("preformatted text", "<pre>\n x  y\n\tz</pre>", " x  y\n    z"),
    Case("a link that says more", "<a href='https://shop.example/x'>here</a>.", "here <https://shop.example/x>."),
    Case("a link that says the same", "<a href='https://shop.example/'>shop.example</a>", "shop.example"),
    Case("an address that says the same", "<a href='mailto:a@shop.example'>A@shop.example</a>", "A@shop.example"),
    Case("a link around nothing", "a<a href='https://shop.example/track'><img src=x></a>b", "ab"),
    Case("a link to nowhere", "<a href='#top'>up</a> <a href='javascript:alert(1)'>run</a>", "up run"),
    Case(
      "a link with references", "<a href='https://x.example/?a=1&amp;b=2&copy=3'>x</a>",
      "x <https://x.example/?a=1&b=2&copy=3>"),
    Case("a link that would close its brackets", "<a href='http://x.example/>y z'>x</a>", "x <http://x.example/%3Eyz>"),
    Case("an image says what it shows", "<img alt='Our  logo' src=x> a", "[Our logo] a"),
    Case("an emoji sent as a picture", "fine <img alt='👍' src=x>", "fine 👍"),
    Case("quotation marks", "he said <q>yes</q>", "he said “yes”"),
    Case("named references", "&eacute;&Eacute;&euro;&nbsp;&hellip;&CounterClockwiseContourIntegral;", "éÉ€ …∳"),
    Case("a reference of two scalars", "&NotEqualTilde;", "≂̸"),
    Case("references without their semicolon", "&amp &notit; &copy2026", "& ¬it; ©2026"),
    Case("what is no reference", "AT&T &foo; & &; &#; &#x;", "AT&T &foo; & &; &#; &#x;"),
    Case("numbers", "&#228;&#xE4;&#XE4;&#8364;&#128;&#x80", "äää€€€"),
    Case("numbers beyond Unicode", "&#0;&#xD800;&#x110000;&#99999999999999999999;", "\u{FFFD}\u{FFFD}\u{FFFD}\u{FFFD}"),
    Case("comments", "a<!-- b --><!-->c<!---->d<!-- x --!>e", "acde"),
    Case("conditional comments", "<!--[if mso]>a<![endif]--><![if !mso]>b<![endif]>", "b"),
    Case("an unclosed comment hides no words", "a<!-- b", "a<!-- b"),
    Case("declarations", "<!DOCTYPE html><?xml version='1.0'?>a", "a"),
    Case("script, style and title", "<title>t</title><script>if (a<b) '</p>'</script><style>x</style>a", "a"),
    Case("an end tag in other case", "<STYLE>x</style >a", "a"),
    Case("an unclosed title hides no words", "<title>a<p>b", "a\n\nb"),
    Case("less-than signs in text", "1 < 2 <3 a<", "1 < 2 <3 a<"),
    Case("an unclosed quote in a tag", "<p title=\"x>a</p><p>b</p>", "a\n\nb"),
    Case("a tag without end", "a <b", "a <b"),
    Case("attributes of all forms", "<p a b=c d='e>' f=\"g>\" h = i>x", "x"),
    Case("NUL and marks without width", "a\u{0}b&shy;c\u{200B}d\u{FEFF}e&#8203;f", "abcdef"),
    Case("joiners that make characters stay", "👩&zwj;💻", "👩\u{200D}💻"),
    Case("no-break spaces", "a\u{A0}\u{A0}b&nbsp;c", "a  b c"),
    Case("right to left", "<div dir=rtl>שלום <b>עולם</b></div>", "שלום עולם"),
    Case("tags nobody knows", "<o:p>a</o:p><x-y>b</x-y>", "ab"),
  ]

  @Test(arguments: cases) func rendersWhatAPersonReads(_ example: Case) {
    #expect(HTMLText.render(example.html) == example.text)
  }

  static let hidden: [Case] = [
    Case("display", "<div style='display: none'>x<div>y</div>z</div>a", "a"),
    Case("display, shouted", "<DIV STYLE='DISPLAY:NONE!important'>x</DIV>a", "a"),
    Case("visibility", "<span style=\"color:red;visibility:hidden\">x</span>a", "a"),
    Case("no height", "<div style='max-height:0px;overflow:hidden'>x</div>a", "a"),
    Case("no opacity", "<div style='opacity:0'>x</div><div style='opacity:0.5'>a</div>", "a"),
    Case("no font size", "<span style='font-size:0'>x</span><span style='font-size:0.9em'>a</span>", "a"),
    Case(
      "a font size set again inside", "<div style='font-size:0px'>x<div style='font-size:13px'>a</div>y</div>b", "a\nb"),
    Case(
      "shown inside hidden stays hidden",
      "<div style='display:none'><p style='display:block;font-size:9px'>x</p></div>a", "a"),
    Case("the attribute", "<p hidden>x</p>a", "a"),
    Case("templates", "<template>x<template>y</template></template>a", "a"),
    Case("a hidden paragraph ends at a block", "<p style='display:none'>x<div>a</div>", "a"),
    Case("left open in a cell", "<table><tr><td><div style='display:none'>x</td><td>a</td></tr></table>b", "a\nb"),
    Case("left open in a table", "<table><tr><td><span style='display:none'>x</table>a", "a"),
    Case("a hidden row", "<table><tr style='display:none'><td>x<td>y<tr><td>a</table>", "a"),
    Case("references in the style", "<p style='font-family:&quot;A&quot;;display:none'>x</p>a", "a"),
    Case("all of it: shown", "<div style='display:none'><p>a</p></div>", "a"),
  ]

  @Test(arguments: hidden) func leavesOutWhatThePageHides(_ example: Case) {
    #expect(HTMLText.render(example.html) == example.text)
  }

  @Test func knowsAllNamedReferencesOfHTML() {
    // The first, the last, the longest, and one from each corner of the table.
    let samples = [
      "AElig": "Æ", "zwnj": "\u{200C}", "Zopf": "ℤ", "aacute": "á", "bne": "=\u{20E5}", "lt": "<", "fjlig": "fj",
      "Tab": "",
      "ThickSpace": "\u{205F}\u{200A}", "Omega": "Ω", "yuml": "ÿ", "nparsl": "\u{2AFD}\u{20E5}", "DownBreve": "\u{311}",
    ]
    for (name, text) in samples {
      #expect(HTMLText.render("&\(name);") == text, "&\(name);")
    }
  }
}
