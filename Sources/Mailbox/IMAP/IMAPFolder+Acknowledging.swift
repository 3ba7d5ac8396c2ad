extension IMAPFolder {
  static let mostUIDs = 500

  /// Does with stored messages what `after` says, many a command; those that are gone are passed over by the server.
  package func acknowledge(_ keys: [MailKey]) throws(MailboxError) {
    guard after != .leave, !keys.isEmpty else { return }
    try withSession { session, state throws(MailboxError) in
      var uids = keys.compactMap { self.uid(of: $0, session.uidValidity) }.filter { !state.acknowledged.contains($0) }[
        ...]
      while !uids.isEmpty {
        let group = Array(uids.prefix(Self.mostUIDs))
        try self.acknowledge(group, session, &state)
        state.acknowledged.formUnion(group)
        uids = uids.dropFirst(group.count)
      }
    }
  }

  private func acknowledge(_ uids: [UInt32], _ session: IMAPSession, _ state: inout State) throws(MailboxError) {
    let mustStay =
      after == .seen
      ? uids : uids.filter { state.incomplete.contains($0) || (state.listing?[$0]?.size ?? 0) > keepsAbove }
    if !mustStay.isEmpty {
      try store("\\Seen", mustStay, session)
      state.listing?.markSeen(mustStay)
    }
    let rest = uids.filter { !mustStay.contains($0) }
    guard !rest.isEmpty else { return }
    switch after {
    case .delete: try delete(rest, session)
    case .move(let folder): try move(rest, to: folder, session)
    case .seen, .leave: return
    }
    state.listing?.remove(Set(rest))
  }

  private func store(_ flag: String, _ uids: [UInt32], _ session: IMAPSession) throws(MailboxError) {
    let status = try session.command("UID STORE \(IMAPSequence.text(uids)) +FLAGS.SILENT (\(flag))")
    guard status.condition == .ok else { throw session.refused("UID STORE", status) }
  }

  /// Marks them deleted, and removes these and no others where the server can (RFC 4315).
  private func delete(_ uids: [UInt32], _ session: IMAPSession) throws(MailboxError) {
    try store("\\Deleted", uids, session)
    guard session.capabilities.contains("UIDPLUS") else { return }
    let status = try session.command("UID EXPUNGE \(IMAPSequence.text(uids))")
    guard status.condition == .ok else { throw session.refused("UID EXPUNGE", status) }
  }

  package func missingFolder() throws(MailboxError) -> String? {
    guard case .move(let folder) = after else { return nil }
    return try withSession { session, _ throws(MailboxError) in
      let status = try session.command("STATUS \(try Self.quoted(folder, session)) (MESSAGES)")
      return status.condition == .no ? folder : nil
    }
  }

  /// A folder's name as this server writes its levels.
  private static func quoted(_ folder: String, _ session: IMAPSession) throws(MailboxError) -> String {
    IMAPFolderName.quoted(folder.split(separator: "/").joined(separator: try session.delimiter()))
  }

  /// Moves them (RFC 6851), into a folder that is made where it is missing; where the server cannot, copies and deletes.
  private func move(_ uids: [UInt32], to folder: String, _ session: IMAPSession) throws(MailboxError) {
    let target = try Self.quoted(folder, session)
    let canMove = session.capabilities.contains("MOVE")
    let command = "\(canMove ? "UID MOVE" : "UID COPY") \(IMAPSequence.text(uids)) \(target)"
    var status = try session.command(command)
    if status.condition == .no, status.has("TRYCREATE") || status.has("NONEXISTENT") {
      let made = try session.command("CREATE \(target)")
      guard made.condition == .ok || made.has("ALREADYEXISTS") else { throw session.refused("CREATE", made) }
      status = try session.command(command)
    }
    guard status.condition == .ok else { throw session.refused("the move to '\(folder)'", status) }
    if !canMove { try delete(uids, session) }
  }
}
