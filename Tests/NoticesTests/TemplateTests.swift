import Desk
import Notices
import Testing

@Suite("Templates")
struct TemplateTests {
  @Test("a template of the configuration replaces ours, its values unescaped")
  func replacesOurs() throws {
    let templates = try NoticeTemplates(overrides: ["received": "Guten Tag,\n{{ticket}} & {{desk}}: {{subject}}\n"])
    let ticket = Drafts.ticket(subject: "a < b & \"c\" {{desk}}")
    let message = Drafts.composed(Drafts.notice(.received, ticket: ticket), templates: templates)
    #expect(
      message.plain == "Guten Tag,\nSD-42 & Example Support: a < b & \"c\" {{desk}}\n\nRef: SD-42.7.mac")
    #expect(Drafts.composed(Drafts.notice(.closed), templates: templates).plain.contains("is closed"))
  }

  @Test("the signed reference is below whatever a template says, even nothing")
  func keepsTheReference() throws {
    let templates = try NoticeTemplates(overrides: ["closed": ""])
    #expect(Drafts.composed(Drafts.notice(.closed), templates: templates).plain == "\n\nRef: SD-42.7.mac")
  }

  @Test("a file that is called after no notice is an error that names those there are")
  func refusesUnknownNames() throws {
    let error = try #require(throws: TemplateError.self) { try NoticeTemplates(overrides: ["recieved": "x"]) }
    #expect(error.code == .unknownName)
    #expect(error.description.contains("no notice is called 'recieved'"))
    #expect(error.description.contains("received, resolved, closed"))
  }

  @Test("a template that does not parse is an error that names its line")
  func refusesMalformed() throws {
    let error = try #require(throws: TemplateError.self) {
      try NoticeTemplates(overrides: ["closed": "one\ntwo {{#text}}\nthree {{/other}}\n"])
    }
    #expect(error.code == .malformed)
    #expect(error.template == "closed")
    #expect(error.line == 3)
  }

  @Test("every kind of mail has a text of ours", arguments: OutgoingKind.allCases.filter(\.isAutomatic))
  func everyKindHasAText(kind: OutgoingKind) {
    let plain = Drafts.composed(Drafts.notice(kind)).plain
    #expect(plain.contains("SD-42"))
    #expect(plain.split(separator: "\n").count >= 4)
    #expect(!plain.contains("{{"))
    #expect(!plain.contains("\n\n\n"))
  }
}
