/// What an element's `style` says about whether and how its text is seen.
struct HTMLStyle {
  /// Whether the element and all in it is hidden, whatever its children say.
  private(set) var isHidden = false

  /// Whether the font size is set, and to nothing; nil where the style sets none.
  private(set) var hasZeroFont: Bool?

  /// Whether paragraphs stand without a blank line between them.
  private(set) var hasNoMargin = false

  /// Whether it is said that there is no border: a quote without one is an indent.
  private(set) var hasNoBorder = false

  /// Reads a style attribute where it stands in the page.
  ///
  /// References such as `&quot;` are not decoded: they stand in names of fonts, and only cut those in two.
  init(_ html: [UInt8], in range: Range<Int>) {
    var at = range.lowerBound
    while at < range.upperBound {
      while at < range.upperBound, html[at].isHTMLSpace { at += 1 }
      let name = at
      while at < range.upperBound, html[at] != ASCII.colon, html[at] != ASCII.semicolon { at += 1 }
      let nameEnd = at
      let isDeclaration = at < range.upperBound && html[at] == ASCII.colon
      let value = at + 1
      while at < range.upperBound, html[at] != ASCII.semicolon { at += 1 }
      if isDeclaration { note(html, name..<nameEnd, value..<max(value, at)) }
      at += 1
    }
  }

  private mutating func note(_ html: [UInt8], _ nameRange: Range<Int>, _ valueRange: Range<Int>) {
    // Most declarations are colours and fonts; the first letter and the length turn them away.
    var end = nameRange.upperBound
    while end > nameRange.lowerBound, html[end - 1].isHTMLSpace { end -= 1 }
    let name = nameRange.lowerBound
    func isNamed(_ pattern: [UInt8]) -> Bool { end - name == pattern.count && html.holds(folded: pattern, at: name) }
    var value = valueRange.lowerBound
    while value < valueRange.upperBound, html[value].isHTMLSpace { value += 1 }
    let rest = value..<max(value, valueRange.upperBound)
    switch end - name {
    case 4 where isNamed(Self.font): if html.holds(folded: Self.zeroPixels, at: value) { hasZeroFont = true }
    case 6 where isNamed(Self.margin), 13 where isNamed(Self.marginBottom): hasNoMargin = Self.isZero(html[rest])
    case 6 where isNamed(Self.border): hasNoBorder = html.holds(folded: Self.none, at: value)
    case 7 where isNamed(Self.display): isHidden = isHidden || html.holds(folded: Self.none, at: value)
    case 7 where isNamed(Self.opacity): isHidden = isHidden || Self.isZero(html[rest])
    case 9 where isNamed(Self.fontSize): hasZeroFont = Self.isZero(html[rest])
    case 10 where isNamed(Self.maxHeight): isHidden = isHidden || Self.isZero(html[rest])
    case 10 where isNamed(Self.visibility): isHidden = isHidden || html.holds(folded: Self.hidden, at: value)
    default: break
    }
  }

  /// Whether a length is nothing, in any unit: `0`, `0px`, `0.0em`, `0 !important`.
  private static func isZero(_ value: ArraySlice<UInt8>) -> Bool {
    var sawZero = false
    for byte in value {
      switch byte {
      case UInt8(ascii: "0"): sawZero = true
      case ASCII.period, ASCII.space: continue
      case UInt8(ascii: "1")...UInt8(ascii: "9"): return false
      default: return sawZero
      }
    }
    return sawZero
  }

  private static let border = Array("border".utf8)
  private static let display = Array("display".utf8)
  private static let font = Array("font".utf8)
  private static let fontSize = Array("font-size".utf8)
  private static let hidden = Array("hidden".utf8)
  private static let margin = Array("margin".utf8)
  private static let marginBottom = Array("margin-bottom".utf8)
  private static let maxHeight = Array("max-height".utf8)
  private static let none = Array("none".utf8)
  private static let opacity = Array("opacity".utf8)
  private static let visibility = Array("visibility".utf8)
  private static let zeroPixels = Array("0px".utf8)
}
