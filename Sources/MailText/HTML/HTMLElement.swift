/// What an element does to the lines of the text.
enum HTMLElement {
  /// Stands on lines of its own; `gap` is 1, or 2 with a blank line around it.
  case block(gap: Int)
  case paragraph, lineBreak, rule, quote, preformatted
  case list(isOrdered: Bool)
  case item, definition
  case table, row, cell
  case anchor, image, quotation
  /// What stands in it is no markup. `isShownUnclosed`: without an end tag it is read as text.
  case raw(isShownUnclosed: Bool)
  /// What stands in it is never shown.
  case hidden

  /// What the element of this name does; nil where it only stands among the words.
  static func named(_ name: HTMLTagName) -> HTMLElement? { elements[name] }

  /// Whether it ends an open paragraph.
  var isBlock: Bool {
    switch self {
    case .lineBreak, .anchor, .image, .quotation, .raw, .hidden: false
    default: true
    }
  }

  private static let elements: [HTMLTagName: HTMLElement] = {
    var table: [HTMLTagName: HTMLElement] = [
      "p": .paragraph, "br": .lineBreak, "hr": .rule, "blockquote": .quote, "pre": .preformatted,
      "listing": .preformatted,
      "ul": .list(isOrdered: false), "menu": .list(isOrdered: false), "dir": .list(isOrdered: false),
      "ol": .list(isOrdered: true), "li": .item, "dd": .definition,
      "table": .table, "tr": .row, "td": .cell, "th": .cell,
      "a": .anchor, "img": .image, "q": .quotation, "template": .hidden, "datalist": .hidden,
      "script": .raw(isShownUnclosed: false), "style": .raw(isShownUnclosed: false),
      "title": .raw(isShownUnclosed: true), "textarea": .raw(isShownUnclosed: true),
      "iframe": .raw(isShownUnclosed: true), "noembed": .raw(isShownUnclosed: true),
      "noframes": .raw(isShownUnclosed: true), "xmp": .preformatted,
    ]
    let lines: [HTMLTagName] = [
      "address", "article", "aside", "body", "caption", "center", "details", "dialog", "div", "dt", "fieldset",
      "figcaption",
      "footer", "form", "header", "hgroup", "html", "legend", "main", "nav", "optgroup", "option", "search", "section",
      "summary", "tbody", "tfoot", "thead",
    ]
    for name in lines { table[name] = .block(gap: 1) }
    let apart: [HTMLTagName] = ["h1", "h2", "h3", "h4", "h5", "h6", "dl", "figure"]
    for name in apart { table[name] = .block(gap: 2) }
    return table
  }()
}
