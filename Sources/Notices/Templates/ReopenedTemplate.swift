extension NoticeTemplates {
  /// To an operator: a ticket of yours that was finished is open again.
  static let reopened = """
    {{ticket}} is open again: {{actor}} {{#operator}}reopened it{{/operator}}{{^operator}}answered{{/operator}}.

    Subject:   {{subject}}
    From:      {{requester}}
    Priority:  {{priority}}
    {{#text}}

    {{text}}
    {{/text}}

    Look at it:  servicedesk show {{number}}

    """
}
