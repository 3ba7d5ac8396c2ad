import Desk
import Store

extension DeskWork {
  /// How long what somebody has begun to write is kept untouched.
  private static let draftLife = Span.days(30)

  /// Forgets what is over: sessions, invitations, tries to sign in, answers kept for programs, and old drafts.
  package func sweep() throws {
    try perform { transaction in
      try transaction.sweepAccounts(triesBefore: transaction.now - SignInLimit.pause)
      try transaction.sweepAnswers()
      try transaction.sweepDrafts(keptBefore: transaction.now - Self.draftLife)
    }
  }
}
