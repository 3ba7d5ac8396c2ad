/// HTML as the text that a person would read.
///
/// A tolerant tokenizer and a layout, no tree: linear in time and memory whatever the page, at any depth of nesting.
package enum HTMLText {
  /// The text of a page.
  package static func render(_ html: String) -> String { render(Array(html.utf8)) }

  /// The text of a page in UTF-8.
  ///
  /// Where all that a page says is hidden, it is shown: a customer's words are not to vanish by a style.
  package static func render(_ html: [UInt8]) -> String {
    var renderer = HTMLRenderer(html, showsHidden: false)
    var text = renderer.render()
    if text.isEmpty, renderer.didHide {
      renderer = HTMLRenderer(html, showsHidden: true)
      text = renderer.render()
    }
    return String(decoding: text, as: UTF8.self)
  }
}
