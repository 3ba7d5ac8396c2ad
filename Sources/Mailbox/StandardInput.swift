/// Mail that was piped in: written durably to a spool first, taken in from there.
///
/// The spool is a maildir beside the database, `DATABASE.spool`. What the desk has stored is deleted from it, but for
/// messages so large that only the spool has their bytes.
package struct StandardInput: MailSource {
  package let name = "-"

  private let spool: Maildir

  /// Opens the spool, making it where it is missing.
  package init(besideDatabase database: String, keepsAbove: Int = .max) throws(MailboxError) {
    let path = Spool.path(besideDatabase: database)
    try Spool.make(at: path)
    spool = try Maildir(at: path, name: name, after: .delete, keepsAbove: keepsAbove)
  }

  package func waiting() throws(MailboxError) -> MailListing { try spool.waiting() }

  package func read(_ key: MailKey, limit: Int) throws(MailboxError) -> FetchedMail {
    try spool.read(key, limit: limit)
  }

  package func acknowledge(_ keys: [MailKey]) throws(MailboxError) { try spool.acknowledge(keys) }

  package var takesAway: Bool { spool.takesAway }

  package func changeMark() -> ChangeMark? { spool.changeMark() }

  package func checkAcknowledgement() throws(MailboxError) { try spool.checkAcknowledgement() }
}
