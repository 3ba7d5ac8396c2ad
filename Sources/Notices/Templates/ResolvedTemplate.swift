extension NoticeTemplates {
  /// To the requester: what was done, whole, and how to come back.
  static let resolved = """
    Hello,

    your request {{ticket}} is resolved.
    {{#text}}

    {{text}}
    {{/text}}

    If this does not help, answer this mail: that opens the request again.

    {{#operator}}
    {{operator}}
    {{/operator}}
    {{desk}}

    """
}
