/// How long the texts are that programs send, in characters (code points), and how many they send.
///
/// The document says the same.
enum TextLimit {
  /// A reply, a note, a description.
  static let text = 1...200_000
  static let optional = 0...200_000
  /// A subject, or a person's name.
  static let line = 1...500
  /// An operator, a queue, a tag.
  static let name = 1...64
  static let address = 3...320
  static let filename = 1...255
  static let contentType = 3...127
  static let tags = 50
  static let people = 100
  static let files = 20
  /// Decoded, in all.
  static let fileBytes = 25_000_000
}
