import Desk
import Mustache

/// The texts of what the desk writes, one a kind: our own, or those of a folder that the configuration names.
///
/// A template is plain text in Mustache. It may use `desk`, `ticket`, `number`, `subject`, `requester`, `priority`,
/// `status`, `actor` (who caused the mail), `operator` (the same, when it was an operator), `text` (the resolution, or
/// the operator's words), `quote` and `over`. The signed reference is added below whatever the template says.
package struct NoticeTemplates: Sendable {
  /// What templates may be called: the kinds of outgoing mail.
  package static let names = OutgoingKind.allCases.map(\.rawValue)

  private var replaced: [OutgoingKind: MustacheTemplate] = [:]

  /// Our own texts.
  package init() {}

  /// Our own texts but for those replaced.
  ///
  /// - Parameter overrides: the text of a template by its name, such as `received`.
  /// - Throws: `TemplateError` for a name that is no kind of notice, and for a template that does not parse.
  package init(overrides: [String: String]) throws(TemplateError) {
    for (name, text) in overrides.sorted(by: { $0.key < $1.key }) {
      guard let kind = OutgoingKind(rawValue: name) else {
        throw TemplateError(
          .unknownName, template: name, detail: "templates are called " + Self.names.joined(separator: ", "))
      }
      replaced[kind] = try Self.parse(text, name: name)
    }
  }

  /// Fills a template in.
  func render(_ kind: OutgoingKind, _ values: [String: String]) -> String {
    guard let template = replaced[kind] ?? Self.own[kind] else { return values["text"] ?? "" }
    return template.render(values)
  }

  /// Parsed when the first one is needed: most commands write no mail.
  private static let own: [OutgoingKind: MustacheTemplate] = {
    var templates: [OutgoingKind: MustacheTemplate] = [:]
    for kind in OutgoingKind.allCases { templates[kind] = try? parse(ownText(of: kind), name: kind.rawValue) }
    return templates
  }()

  private static func ownText(of kind: OutgoingKind) -> String {
    switch kind {
    case .received: received
    case .resolved: resolved
    case .closed: closed
    case .assigned: assigned
    case .reopened: reopened
    case .overdue: overdue
    case .reply: reply
    }
  }

  /// Mustache escapes for HTML unless it is told that this is text; nobody should have to write that in every template.
  private static func parse(_ text: String, name: String) throws(TemplateError) -> MustacheTemplate {
    do {
      return try MustacheTemplate(string: "{{% CONTENT_TYPE:TEXT}}\n" + text)
    } catch let error as MustacheTemplate.ParserError {
      throw TemplateError(
        .malformed, template: name, line: max(1, error.context.lineNumber - 1), detail: "\(error.error)")
    } catch {
      throw TemplateError(.malformed, template: name, detail: "\(error)")
    }
  }
}

/// What is wrong with a template that should replace one of ours.
package struct TemplateError: Error, Sendable, Equatable, CustomStringConvertible {
  package enum Code: String, Sendable {
    /// No mail of ours has that name.
    case unknownName
    /// It is not Mustache.
    case malformed
  }

  package let code: Code

  /// The template's name, such as `received`.
  package let template: String

  /// Where it cannot be read.
  package let line: Int?
  package let detail: String

  init(_ code: Code, template: String, line: Int? = nil, detail: String) {
    self.code = code
    self.template = template
    self.line = line
    self.detail = detail
  }

  package static func == (left: TemplateError, right: TemplateError) -> Bool { left.code == right.code }

  package var description: String {
    switch code {
    case .unknownName: "no notice is called '\(template)'; \(detail)"
    case .malformed:
      "the template '\(template)' cannot be read\(line.map { " at line \($0)" } ?? "") (\(detail)); "
        + "close every {{#section}} with {{/section}} and every {{ with }}"
    }
  }
}
