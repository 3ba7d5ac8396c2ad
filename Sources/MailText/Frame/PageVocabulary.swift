/// What of a page is kept when it is framed: elements and attributes that say how words look and how they are ordered.
///
/// Drawings (`svg`, `math`) are not among them: inside those a browser reads markup by other rules.
enum PageVocabulary {
  /// Elements that are kept.
  static let elements: Set<String> = [
    "a", "abbr", "acronym", "address", "area", "article", "aside", "b", "bdi", "bdo", "big", "blockquote", "br",
    "caption", "center", "cite", "code", "col", "colgroup", "dd", "del", "details", "dfn", "dir", "div", "dl", "dt",
    "em", "figcaption", "figure", "font", "footer", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hgroup", "hr", "i",
    "img", "ins", "kbd", "label", "li", "main", "map", "mark", "menu", "nav", "nobr", "ol", "p", "pre", "q", "rp", "rt",
    "ruby", "s", "samp", "section", "small", "span", "strike", "strong", "sub", "summary", "sup", "table", "tbody",
    "td", "tfoot", "th", "thead", "time", "tr", "tt", "u", "ul", "var", "wbr",
  ]

  /// Elements without an end tag.
  static let void: Set<String> = ["area", "br", "col", "hr", "img", "wbr"]

  /// Elements whose attributes go to the frame's own: their looks are those of the whole page.
  static let roots: Set<String> = ["html", "body"]

  /// Elements that are left out with all that is in them.
  static let silent: Set<String> = ["script", "title", "iframe", "template", "datalist", "object", "applet"]

  /// Attributes that are kept as they are; those with addresses and styles in them are looked into.
  static let attributes: Set<String> = [
    "abbr", "align", "alink", "alt", "aria-hidden", "aria-label", "axis", "bgcolor", "border", "bordercolor",
    "cellpadding", "cellspacing", "char", "charoff", "cite", "class", "clear", "color", "cols", "colspan", "compact",
    "coords", "datetime", "dir", "face", "frame", "headers", "height", "hidden", "hspace", "id", "lang", "link",
    "noshade", "nowrap", "open", "reversed", "role", "rowspan", "rules", "scope", "shape", "size", "span", "start",
    "summary", "text", "title", "type", "usemap", "valign", "value", "vlink", "vspace", "width",
  ]

  /// No name of HTML is longer.
  static let longestName = 16

  /// A name in lower case; nil for one that is none of ours.
  static func name(_ bytes: ArraySlice<UInt8>) -> String? {
    guard !bytes.isEmpty, bytes.count <= longestName else { return nil }
    return String(decoding: bytes.map(\.asciiLowercased), as: UTF8.self)
  }
}
