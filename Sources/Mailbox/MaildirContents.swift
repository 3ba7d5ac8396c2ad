import Glibc

/// What is known of a maildir's two directories since they were last read.
struct MaildirContents {
  private(set) var new: DirectoryHandle
  private(set) var cur: DirectoryHandle
  /// Those in `new` whose file name is more than their key; the others need no remembering.
  private var adorned = MaildirEntries()
  private var seen = MaildirEntries()
  private var seenUnreadable: [UnreadableMail] = []
  /// When `cur` was last read; nil when that look proves nothing about the next.
  private var seenAt: FileStamp?

  init(of path: String) throws(SystemError) {
    new = try DirectoryHandle(path + "/new")
    cur = try DirectoryHandle(path + "/cur")
  }

  /// Looks the directories up again: a folder put back from a backup is another one under the same name.
  mutating func reopen(_ path: String) throws(SystemError) {
    new = try DirectoryHandle(path + "/new")
    cur = try DirectoryHandle(path + "/cur")
  }

  /// Reads `new`, then `cur` if it changed: in this order, since mail moves from `new` to `cur`.
  mutating func list() throws(SystemError) -> MailListing {
    var listing = MailListing()
    let fresh = try Self.entries(of: new, .new, unreadable: &listing.unreadable)
    adorned = MaildirEntries(fresh.all.filter { !$0.isPlain })
    try readCurIfChanged()
    listing.unreadable += seenUnreadable
    merge(fresh, into: &listing)
    return listing
  }

  /// Where a message may lie, the likeliest first.
  func candidates(for key: MailKey) -> [(MaildirEntry, DirectoryHandle)] {
    let inNew = adorned.first(key) ?? key.name.withCString { MaildirEntry($0, in: .new) }
    return [(inNew, new)] + (seen.first(key).map { [($0, cur)] } ?? [])
  }

  private mutating func readCurIfChanged() throws(SystemError) {
    let stamp = try cur.stamp()
    if stamp == seenAt { return }
    seenUnreadable = []
    seen = try Self.entries(of: cur, .cur, unreadable: &seenUnreadable)
    seenAt = stamp.isSettled() ? stamp : nil
  }

  private static func entries(
    of directory: DirectoryHandle, _ place: MaildirEntry.Place, unreadable: inout [UnreadableMail]
  ) throws(SystemError) -> MaildirEntries {
    var entries: [MaildirEntry] = []
    var strange: [UnreadableMail] = []
    try directory.forEachVisible { name, type in
      let entry = MaildirEntry(name, in: place)
      guard !entry.isPutAway else { return }
      if let reason = FileKind.reasonToRefuse(type, name, in: directory) {
        strange.append(UnreadableMail(name: "\(place)/\(entry.fileName)", reason: reason))
      } else {
        entries.append(entry)
      }
    }
    unreadable += strange.sorted { $0.name < $1.name }
    return MaildirEntries(entries)
  }

  /// Both directories as one list in file-name order, each key once.
  private func merge(_ fresh: MaildirEntries, into listing: inout MailListing) {
    listing.mail.reserveCapacity(fresh.all.count + seen.all.count)
    var left = fresh.all[...]
    var right = seen.all[...]
    var last: MaildirEntry?
    while let entry = Self.popEarlier(&left, &right) {
      if let last, last.key.name.utf8.elementsEqual(entry.key.name.utf8) {
        if let twin = twin(of: last, entry) { listing.unreadable.append(twin) }
        continue
      }
      listing.mail.append(WaitingMail(key: entry.key, isInCur: entry.place == .cur))
      last = entry
    }
  }

  private static func popEarlier(
    _ left: inout ArraySlice<MaildirEntry>, _ right: inout ArraySlice<MaildirEntry>
  ) -> MaildirEntry? {
    guard let first = left.first else { return right.popFirst() }
    guard let second = right.first else { return left.popFirst() }
    return MaildirEntry.precedes(second.key, first.key) ? right.popFirst() : left.popFirst()
  }

  /// Two files under one unique name: the ledger can hold only one of them, so the other is named.
  ///
  /// No twin is a file that was moved between the two looks, or a second link to the same one.
  private func twin(of first: MaildirEntry, _ second: MaildirEntry) -> UnreadableMail? {
    guard let one = inode(of: first), let other = inode(of: second), one != other else { return nil }
    return UnreadableMail(
      name: "\(second.place)/\(second.fileName)",
      reason: "has the unique name of \(first.place)/\(first.fileName); rename one of them")
  }

  private func inode(of entry: MaildirEntry) -> UInt64? {
    let directory = entry.place == .new ? new : cur
    var status = stat()
    let found = entry.withFileName { fstatat(directory.descriptor, $0, &status, AT_SYMLINK_NOFOLLOW) == 0 }
    return found ? FileStamp(status).inode : nil
  }
}
