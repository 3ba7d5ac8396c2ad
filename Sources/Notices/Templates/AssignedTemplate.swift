extension NoticeTemplates {
  /// To an operator: this ticket is yours now.
  static let assigned = """
    {{ticket}} is assigned to you by {{actor}}.

    Subject:   {{subject}}
    From:      {{requester}}
    Priority:  {{priority}}

    Look at it:  servicedesk show {{number}}

    """
}
