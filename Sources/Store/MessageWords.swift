package import Desk

/// What a listing and the search have of a message's words.
///
/// Whoever reads messages on threads of their own makes it there, so that the one writer does not have to.
package struct MessageWords: Sendable, Equatable {
  /// How it begins, as one line of a listing shows it.
  let beginning: String

  /// What is to be found; nil where it is subject, text and sender as they stand.
  let indexed: String?

  /// - Parameter visibleText: the new words alone; nil where they are the text.
  package init(subject: String, text: String, visibleText: String?, from sender: Person) {
    beginning = FirstWords.of(visibleText ?? text)
    indexed = SearchText.prepared(subject: subject, text: text, sender: sender)
  }

  init(_ message: NewMessage) {
    self.init(
      subject: message.subject, text: message.text, visibleText: message.visibleText, from: message.from)
  }
}
