extension NoticeTemplates {
  /// To an operator: a promise was not kept.
  static let overdue = """
    {{ticket}} is overdue{{#over}} by {{over}}{{/over}}.

    Subject:   {{subject}}
    From:      {{requester}}
    Priority:  {{priority}}

    Look at it:  servicedesk show {{number}}

    """
}
