extension NoticeTemplates {
  /// To the requester: the ticket is finished.
  static let closed = """
    Hello,

    your request {{ticket}} is closed.
    {{#text}}

    {{text}}
    {{/text}}

    If you need us again, answer this mail: your answer becomes a new request that refers to this one.

    {{desk}}

    """
}
