import MIME

/// A message written in a test, its lines ended as asked.
func message(_ text: String, lineEnd: String = "\r\n", limits: Limits = .default) -> Message {
  Message(
    Array(text.split(separator: "\n", omittingEmptySubsequences: false).joined(separator: lineEnd).utf8), limits: limits
  )
}

/// The header of a message, then this body.
func body(_ header: String, _ body: String) -> Message { message(header + "\n\n" + body) }
