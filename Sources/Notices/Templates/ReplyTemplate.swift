extension NoticeTemplates {
  /// To the requester and those copied: what an operator wrote.
  ///
  /// No `-- ` line: mail programs cut a signature off when they quote, and the signed reference at the foot with it.
  static let reply = """
    {{text}}

    {{operator}}
    {{desk}}
    {{#quote}}

    {{quote}}
    {{/quote}}

    """
}
