import Glibc
import Synchronization

/// A folder on an IMAP server: waiting is what lies in it without `\Deleted`.
///
/// A message's key is the folder's UIDVALIDITY and its UID. Whether it was seen is a person's state and is never read but
/// at first contact; the ledger alone says what was taken in. Bodies are fetched with PEEK, several a round trip, over one
/// connection, which is opened when it is first needed and again when it breaks.
package final class IMAPFolder: MailSource {
  package let name: String
  let address: IMAPAddress
  let after: AfterIntake
  /// Larger messages are never deleted nor moved: their bytes are in no database.
  let keepsAbove: Int
  private let user: String
  private let account: String
  private let login: IMAPLogin
  let state = Mutex(State())

  /// What is known while a connection stands; guarded by `state`, which is held through each exchange with the server.
  struct State {
    var session: IMAPSession?
    var listing: IMAPListing?
    /// What is going to be read, in order, and the place of each in it.
    var planned: [UInt32] = []
    var places: [UInt32: Int] = [:]
    var fetched: [UInt32: IMAPFetched] = [:]
    /// Sent more than the server had said they hold: fetched alone from now on, and not whole.
    var liars: Set<UInt32> = []
    /// Of these not all bytes were brought, so that no database has them: they are never deleted nor moved.
    var incomplete: Set<UInt32> = []
    /// Trouble with reading them.
    var trouble = FetchTrouble()
    /// What this process has acknowledged: a person who marks it unread again is not contradicted.
    var acknowledged: Set<UInt32> = []
    var generation: Int64 = 0
    /// What came to this connection after so much, the listing may lack.
    var listedUpTo = Arrivals(generation: 0, count: 0)

    /// What has come to this connection so far.
    func arrivals(_ session: IMAPSession) -> Arrivals { Arrivals(generation: generation, count: session.arrivals) }
  }

  /// How often mail had come to one of the connections that were made in turn.
  struct Arrivals: Equatable {
    let generation: Int64
    let count: Int64
  }

  /// Makes it, without going anywhere yet.
  ///
  /// - Parameter keepsAbove: messages with more bytes stay where they are, whatever `after` says.
  /// - Throws: `MailboxError` with `malformedURL` when nobody is named.
  package init(
    _ address: IMAPAddress, login: IMAPLogin, after: AfterIntake = .seen, keepsAbove: Int = .max
  ) throws(MailboxError) {
    guard let user = login.username ?? address.user, !user.isEmpty,
      user.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7F })
    else {
      throw MailboxError(
        .malformedURL, address.description, "'\(address)' names nobody: write imaps://USER@HOST/FOLDER")
    }
    self.address = address
    self.user = user
    self.login = login
    self.after = after
    self.keepsAbove = keepsAbove
    name = address.name(user: user)
    account = "\(user)@\(address.host):\(address.port)"
    login.turns.add(self, of: account)
  }

  deinit {
    login.turns.remove(ObjectIdentifier(self), of: account)
    state.withLock { $0.session?.logout() }
  }

  package var isRemote: Bool { true }

  package var takesAway: Bool { after.takesAway }

  package func waiting() throws(MailboxError) -> MailListing {
    try withSession { session, state throws(MailboxError) in
      try session.command("NOOP")
      var listing = MailListing()
      let entries = try Self.list(session, &state).entries
      // A server may leave out what it cannot read itself; what has come meanwhile is for the next look.
      let untold = session.exists - entries.count
      if untold > 0, state.arrivals(session) == state.listedUpTo {
        listing.unreadable = [
          UnreadableMail(
            name: "\(untold) of \(session.exists) in \(self.address.folder)",
            reason: "the server counts it and does not tell of it; look there with a mail program")
        ]
      }
      listing.mail = entries.filter { !$0.isDeleted }.map { entry in
        WaitingMail(
          key: self.key(entry.uid, session.uidValidity), isInCur: entry.isSeen, receivedAt: entry.receivedAt)
      }
      listing.numbering = "\(session.uidValidity)."
      return listing
    }
  }

  /// Asks for what is new since the last look; for everything where the numbers do not add up.
  private static func list(_ session: IMAPSession, _ state: inout State) throws(MailboxError) -> IMAPListing {
    // Noted first: what comes while the server tells is not in the listing.
    let arrivals = state.arrivals(session)
    var listing = IMAPListing(uidValidity: session.uidValidity)
    if let known = state.listing, known.uidValidity == session.uidValidity {
      listing = known
      // As many as before may be others, where some have come and some have gone.
      if arrivals != state.listedUpTo { try extend(&listing, session) }
      try recheckDeleted(&listing, session)
    }
    if listing.entries.count != session.exists {
      listing = IMAPListing(uidValidity: session.uidValidity)
      try extend(&listing, session)
    }
    if state.listing?.uidValidity != session.uidValidity {
      state.acknowledged = []
      state.liars = []
      state.incomplete = []
      state.trouble = FetchTrouble()
    }
    state.listing = listing
    state.listedUpTo = arrivals
    state.fetched = [:]
    return listing
  }

  private static func extend(_ listing: inout IMAPListing, _ session: IMAPSession) throws(MailboxError) {
    guard session.exists > 0 else { return }
    try session.checkIsListable()
    let (next, overflow) = listing.lastUID.addingReportingOverflow(1)
    guard !overflow else { return }
    listing.add(try told("\(next):*", session))
  }

  /// Whoever marked a message deleted may have taken that back.
  private static func recheckDeleted(_ listing: inout IMAPListing, _ session: IMAPSession) throws(MailboxError) {
    var uids = listing.entries.filter(\.isDeleted).map(\.uid)[...]
    while !uids.isEmpty {
      listing.update(try told(IMAPSequence.text(uids.prefix(mostUIDs)), session))
      uids = uids.dropFirst(mostUIDs)
    }
  }

  private static func told(_ set: String, _ session: IMAPSession) throws(MailboxError) -> [UInt32: IMAPListing.Entry] {
    var told: [UInt32: IMAPListing.Entry] = [:]
    let command = "UID FETCH \(set) (UID FLAGS RFC822.SIZE INTERNALDATE)"
    let status = try session.command(command) { fetch in
      guard let entry = IMAPListing.Entry(fetch), fetch.flags != nil || told[entry.uid] == nil else { return }
      told[entry.uid] = entry
    }
    guard status.condition == .ok else { throw session.refused("UID FETCH", status) }
    return told
  }

  /// Where no connection stands, none is made for this: a server that turns us away is asked once a look.
  package func changeMark() -> ChangeMark? {
    guard state.withLock({ $0.session != nil }) else { return nil }
    return try? withSession { session, state throws(MailboxError) in
      try session.command("NOOP")
      return ChangeMark(counts: [state.generation, Int64(session.uidValidity), session.changes])
    }
  }

  /// A server tells once that mail has come, in the answer to any command: also while the last listing was worked through.
  package func beginWaiting() -> ChangeSignal {
    guard !login.turns.isCrowded(account) else {
      leave()
      return .none
    }
    let signal = try? withSession { session, state throws(MailboxError) in
      guard try session.beginIdling() else { return ChangeSignal.none }
      return state.arrivals(session) == state.listedUpTo ? .readable(session.descriptor) : .already
    }
    return signal ?? .none
  }

  package func checkAcknowledgement() throws(MailboxError) {
    guard after != .leave else { return }
    try withSession { session, _ throws(MailboxError) in
      guard session.isReadOnly else { return }
      throw MailboxError(
        .refused, self.name,
        "\(self.name) may only be read: set the mailbox's after to leave, or let \(self.user) write")
    }
  }

  // MARK: Keys

  func key(_ uid: UInt32, _ validity: UInt32) -> MailKey { MailKey("\(validity).\(uid)") }

  /// The UID of a key; nil when it was given under another UIDVALIDITY, or by no folder at all.
  func uid(of key: MailKey, _ validity: UInt32) -> UInt32? {
    let numbers = key.name.split(separator: ".", omittingEmptySubsequences: false)
    guard numbers.count == 2, UInt32(numbers[0]) == validity else { return nil }
    return UInt32(numbers[1])
  }

  // MARK: The connection

  /// Does something with the folder open; a connection that proves dead is opened anew, once.
  func withSession<Value: Sendable>(
    _ work: (IMAPSession, inout State) throws(MailboxError) -> Value
  ) throws(MailboxError) -> Value {
    try state.withLock { state throws(MailboxError) in
      let isOld = state.session != nil
      do throws(MailboxError) {
        return try work(open(&state), &state)
      } catch {
        guard error.endsSession else { throw error }
        // Whatever was on its way belongs to a conversation that is over.
        state.session = nil
        state.fetched = [:]
        guard error.code == .tooLarge || isOld else { throw error }
      }
      do throws(MailboxError) {
        return try work(open(&state), &state)
      } catch {
        if error.endsSession { state.session = nil }
        throw error
      }
    }
  }

  private func open(_ state: inout State) throws(MailboxError) -> IMAPSession {
    if let session = state.session { return session }
    let session = try connect()
    state.session = session
    state.generation += 1
    return session
  }

  /// Connects when it is our turn; a server that may still count a connection of ours that is closed is asked again.
  private func connect() throws(MailboxError) -> IMAPSession {
    guard !login.isEnding() else { throw MailboxError.ending("\(address.host):\(address.port)") }
    guard let turn = login.turns.take(account, patience: login.patience.turn) else {
      throw MailboxError(
        .crowded, address.description,
        "\(address.host) allows \(user) too few connections, and another folder has it: it is tried again")
    }
    while true {
      do throws(MailboxError) {
        let session = try IMAPSession(address, user: user, login, turn: turn, readOnly: after == .leave)
        turn.noteConnection()
        return session
      } catch {
        guard error.code == .crowded else { throw error }
        let hasJustLeft = login.turns.hasJustLeft(account)
        login.turns.noteLimit(of: account, by: self)
        guard hasJustLeft else { throw error }
        usleep(500_000)
      }
    }
  }

  private func leave() {
    state.withLock { state in
      state.session?.logout()
      state.session = nil
      state.fetched = [:]
    }
  }

  /// Ends the waiting for news, if there is one: whoever waits looks once more, and leaves.
  func stopListening() {
    state.withLockIfAvailable { try? $0.session?.stopIdling() }
  }
}

extension MailboxError {
  /// Whether nothing more can be said on the connection that it was met on.
  fileprivate var endsSession: Bool { [.unreachable, .tooLarge, .ending].contains(code) }
}

/// What became of a message that was asked for.
enum IMAPFetched: Sendable {
  case mail(FetchedMail)
  case gone
  /// Nothing came of it among others: it is to be asked for alone.
  case unknown
}
