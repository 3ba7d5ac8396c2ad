extension NoticeTemplates {
  /// To the requester: the message has arrived and has a number.
  ///
  /// It repeats nothing that the sender wrote, so that nobody can use the desk to carry words to a forged address.
  static let received = """
    Hello,

    we have your message. Its number is {{ticket}}.

    There is nothing more to do: somebody will answer. To add something, just answer this mail.

    {{desk}}

    """
}
