/// What an operator has begun to write on a ticket, as it was typed.
package struct Draft: Sendable, Equatable {
  package enum Kind: String, Sendable, CaseIterable {
    case reply, note, resolve
  }

  package var kind: Kind
  package var text: String
  /// The fields as they were typed: they need not be addresses yet.
  package var to: String
  package var cc: String
  package var keptAt: Instant

  package init(kind: Kind, text: String, to: String = "", cc: String = "", keptAt: Instant) {
    self.kind = kind
    self.text = text
    self.to = to
    self.cc = cc
    self.keptAt = keptAt
  }
}
