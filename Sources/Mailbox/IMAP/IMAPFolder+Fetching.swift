import Synchronization

extension IMAPFolder {
  private static let mostMessages = 64
  private static let mostBytes = 4 << 20

  /// Remembers what will be read, in order, so that one round trip can bring several messages.
  package func prepare(_ keys: [MailKey]) {
    _ = try? withSession { session, state throws(MailboxError) in
      state.planned = keys.compactMap { self.uid(of: $0, session.uidValidity) }
      state.places = Dictionary(state.planned.enumerated().map { ($1, $0) }) { first, _ in first }
      state.fetched = [:]
      state.trouble.isEachAlone = false
      state.trouble.hasRead = false
    }
  }

  /// Reads a message; one that breaks the command which fetches it is found among its neighbours, and named.
  package func read(_ key: MailKey, limit: Int) throws(MailboxError) -> FetchedMail {
    while true {
      let before = state.withLock { $0.trouble.count }
      do throws(MailboxError) {
        switch try fetched(key, limit: limit) {
        case .mail(let mail): return mail
        case .gone: throw MailboxError(.gone, key.name, "\(key.name) is no longer in \(name)")
        case .unknown: continue
        }
      } catch {
        guard error.code != .gone, error.code != .unreadable else { throw error }
        let (validity, trouble) = state.withLock { ($0.listing?.uidValidity ?? 0, $0.trouble) }
        guard let uid = uid(of: key, validity) else { throw error }
        switch trouble.blame(for: uid, since: before) {
        case .notYetKnown: continue
        case .message where trouble.hasRead || othersCanBeRead(than: uid, limit: limit):
          state.withLock { $0.trouble.blamed += 1 }
          throw unreadable(key, because: "\(error)")
        case .message, .server: throw error
        }
      }
    }
  }

  /// A message is to blame only where the next one is brought: a server that brings nothing is in trouble itself.
  private func othersCanBeRead(than uid: UInt32, limit: Int) -> Bool {
    try? withSession { session, state throws(MailboxError) in
      guard let place = state.places[uid], place + 1 < state.planned.count else { return }
      try self.fetch(from: state.planned[place + 1], limit: limit, session, &state)
    }
    return state.withLock { $0.trouble.hasRead }
  }

  private func unreadable(_ key: MailKey, because: String) -> MailboxError {
    MailboxError(.unreadable, key.name, "cannot fetch \(key.name) from \(name): \(because)")
  }

  private func fetched(_ key: MailKey, limit: Int) throws(MailboxError) -> IMAPFetched {
    try withSession { session, state throws(MailboxError) -> IMAPFetched in
      guard let uid = self.uid(of: key, session.uidValidity) else { return .gone }
      if let ready = state.fetched.removeValue(forKey: uid) { return ready }
      try self.fetch(from: uid, limit: limit, session, &state)
      if let ready = state.fetched.removeValue(forKey: uid) { return ready }
      guard state.isCautious else {
        state.trouble.isEachAlone = true
        return .unknown
      }
      guard try self.isThere(uid, session) else { return .gone }
      throw self.unreadable(key, because: "the server lists it and gives nothing of it")
    }
  }

  /// Whether the server still knows a message that it brought nothing of.
  private func isThere(_ uid: UInt32, _ session: IMAPSession) throws(MailboxError) -> Bool {
    var isThere = false
    try session.command("UID FETCH \(uid) (UID FLAGS)") { if $0.uid == uid { isThere = true } }
    return isThere
  }

  /// Fetches a message, and those that are to be read after it.
  private func fetch(
    from uid: UInt32, limit: Int, _ session: IMAPSession, _ state: inout State
  ) throws(MailboxError) {
    let isOversize = state.liars.contains(uid) || (state.listing?[uid]?.size ?? 0) > limit
    let uids = isOversize ? [uid] : batch(from: uid, limit: limit, state)
    let head = min(FetchedMail.headBytes, limit)
    let piece = isOversize ? "<0.\(head)>" : ""
    let command = "UID FETCH \(IMAPSequence.text(uids)) (UID INTERNALDATE RFC822.SIZE BODY.PEEK[]\(piece))"
    // Sizes that servers tell are not always those of what they send, but near.
    let most = isOversize ? head : limit.addingReportingOverflow(limit / 8 + (1 << 16)).partialValue
    var told: [UInt32: FetchedMail] = [:]
    do throws(MailboxError) {
      let status = try session.command(command, mostLiteral: max(most, 1 << 16)) { fetch in
        guard let uid = fetch.uid, let mail = Self.mail(fetch, limit: limit, isPiece: isOversize) else { return }
        told[uid] = mail
      }
      guard status.condition == .ok else { throw session.refused("UID FETCH", status) }
    } catch {
      // Not noted, it is nobody's fault, and so is not tried again.
      guard error.code != .ending else { throw error }
      // Whichever of them it was is found when each is fetched alone.
      if error.code == .tooLarge, uids.count == 1 { state.liars.formUnion(uids) }
      state.trouble.note(uids)
      throw error
    }
    for (uid, mail) in told where uids.contains(uid) {
      state.fetched[uid] = .mail(mail)
      if !mail.isComplete { state.incomplete.insert(uid) }
    }
    if !told.isEmpty { state.trouble.noteSuccess() }
  }

  /// What one round trip brings: what is to be read from this message on, up to a number and a weight.
  private func batch(from uid: UInt32, limit: Int, _ state: State) -> [UInt32] {
    guard let place = state.places[uid], !state.isCautious else { return [uid] }
    var uids: [UInt32] = []
    var bytes = 0
    for next in state.planned[place...].prefix(Self.mostMessages) where state.fetched[next] == nil {
      let size = state.listing?[next]?.size ?? 0
      guard size <= limit, !state.liars.contains(next) else { continue }
      bytes += size
      if !uids.isEmpty, bytes > Self.mostBytes { break }
      uids.append(next)
    }
    return uids
  }

  /// A message as FETCH brought it; nil where its body is missing.
  private static func mail(_ fetch: IMAPFetch, limit: Int, isPiece: Bool) -> FetchedMail? {
    guard let body = fetch.body else { return nil }
    let head = min(FetchedMail.headBytes, limit)
    // What came whole is as large as what came; of what did not, the server's word stands.
    let size =
      isPiece && body.count >= head ? max(fetch.size ?? 0, head.addingReportingOverflow(1).partialValue) : body.count
    return FetchedMail(bytes: size > limit ? Array(body.prefix(head)) : body, size: size, fileTime: fetch.received ?? 0)
  }
}

extension IMAPFolder.State {
  /// Whether each message is fetched alone: a server has sent more than it said, or broken off.
  var isCautious: Bool { !liars.isEmpty || trouble.isEachAlone }
}
