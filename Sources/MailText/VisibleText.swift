/// The new words of a reply: its text without quoted history and signature.
///
/// It folds and never drops: what it leaves out stays in the stored text, what it keeps is one piece of that text, and
/// where nothing would be left, everything is kept.
package enum VisibleText {
  /// The new words in a text.
  ///
  /// Answers between quoted lines are kept with the quotes that they answer; what somebody forwarded is kept, too,
  /// since that is what the message is about.
  package static func of(_ text: String) -> String {
    let reply = ReplyText(text)
    var history = ReplyHistory(reply)
    let lines = history.newLines()
    return lines.isEmpty ? reply.whole : reply.text(of: lines)
  }
}
