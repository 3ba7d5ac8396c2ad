/// What came of handing one envelope to the next server: always a value, never thrown.
package enum DeliveryOutcome: Sendable, Equatable {
  /// Taken over, with what the server said; for a maildir `writtenTo` and the path.
  case accepted(reply: String)

  /// Not now: a 4xx answer, or no answer at all. `status` is the enhanced code (`4.2.1`) when there was one.
  case deferred(status: String?, reply: String)

  /// Never: a 5xx answer, or an address that cannot be sent to.
  case refused(status: String?, reply: String)

  /// The relay itself could not be used (refused connection, TLS, login): no verdict on this envelope at all.
  case unavailable(reason: String)

  /// How the reply begins for a mail that was put into a maildir, where nobody gets it.
  package static let writtenTo = "written to "
}
