import Mustache

/// What a template is filled with; `{{x}}` escapes whatever it is.
typealias View = [String: Any]

/// The page templates.
struct Views: Sendable {
  private let library: MustacheLibrary

  /// - Throws: `MustacheTemplate.ParserError` for a template that cannot be read.
  init() throws {
    MustacheContentTypes.register(EscapedHTML(), named: EscapedHTML.name)
    var templates: [String: MustacheTemplate] = [:]
    for (name, bytes) in Resources.templates {
      templates[name] = try MustacheTemplate(
        string: EscapedHTML.pragma + String(decoding: bytes, as: UTF8.self))
    }
    library = MustacheLibrary(templates: templates)
  }

  /// The template filled with what the view says; empty for an unknown name, which a test forbids.
  func callAsFunction(_ name: String, _ view: View) -> String {
    library.render(view, withTemplate: name) ?? ""
  }
}
