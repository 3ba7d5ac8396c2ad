import Glibc
import Synchronization

extension Maildir {
  package var takesAway: Bool { after.takesAway }

  /// Does with stored messages what `after` says.
  ///
  /// Nothing is synchronised to disk here: should a power cut undo a rename, the message is in the ledger, and the next
  /// run acknowledges it again.
  package func acknowledge(_ keys: [MailKey]) throws(MailboxError) {
    guard after != .leave, !keys.isEmpty else { return }
    let folder: DirectoryHandle? =
      if case .move(let folder) = after { try openFolder(folder) } else { nil }
    for key in keys {
      do throws(MailboxError) {
        try acknowledge(key, movingTo: folder)
      } catch  where error.code == .unreadable {
        throw stuck(key, error.errno)
      }
    }
  }

  private func acknowledge(_ key: MailKey, movingTo folder: DirectoryHandle?) throws(MailboxError) {
    _ = try atFile(of: key) { entry, directory throws(SystemError) in
      do throws(SystemError) {
        try acknowledge(entry, in: directory, movingTo: folder)
      } catch  where error.code == EEXIST {
        // A twin lies there already: the listing names it, and neither may replace the other.
      }
    }
  }

  /// The error for a message that is stored and cannot be put where it belongs.
  private func stuck(_ key: MailKey, _ code: Int32?) -> MailboxError {
    let reason = code.map { " (\(String(cString: strerror($0))))" } ?? ""
    return MailboxError(
      .io, name,
      "\(key.name) is stored, but \(name) cannot be told\(reason): \(Self.cure)")
  }

  private static let cure = "let this user write in its new and cur, or set the mailbox's after to leave"

  private func acknowledge(
    _ entry: MaildirEntry, in directory: DirectoryHandle, movingTo folder: DirectoryHandle?
  ) throws(SystemError) {
    let cur = contents.withLock { $0.cur }
    let mustStay = after != .seen && keepsAbove < .max ? try size(of: entry, in: directory) > keepsAbove : false
    if after == .delete, !mustStay {
      guard entry.withFileName({ unlinkat(directory.descriptor, $0, 0) }) == 0 else { throw SystemError() }
    } else {
      try markSeen(entry, in: directory, into: mustStay ? cur : folder ?? cur)
    }
  }

  /// Renames a file to its seen name in `target`, never over another file.
  private func markSeen(
    _ entry: MaildirEntry, in source: DirectoryHandle, into target: DirectoryHandle
  ) throws(SystemError) {
    if source === target, entry.flags?.contains("S") ?? false { return }
    let result: Int32 = entry.withFileName { old in
      entry.withSeenName { new in
        let result = rename(source, old, target, new)
        // No room for flags in the longest of names: the format allows to do without.
        return result == 0 || errno != ENAMETOOLONG ? result : rename(source, old, target, old)
      }
    }
    guard result == 0 else { throw SystemError() }
  }

  /// A rename that replaces nothing: no two messages share a unique name, but copies made by hand do.
  private func rename(
    _ source: DirectoryHandle, _ old: UnsafePointer<CChar>, _ target: DirectoryHandle, _ new: UnsafePointer<CChar>
  ) -> Int32 {
    var status = stat()
    if fstatat(target.descriptor, new, &status, AT_SYMLINK_NOFOLLOW) == 0 {
      errno = EEXIST
      return -1
    }
    return errno == ENOENT ? renameat(source.descriptor, old, target.descriptor, new) : -1
  }

  private func size(of entry: MaildirEntry, in directory: DirectoryHandle) throws(SystemError) -> Int {
    var status = stat()
    let result = entry.withFileName { fstatat(directory.descriptor, $0, &status, AT_SYMLINK_NOFOLLOW) }
    guard result == 0 else { throw SystemError() }
    return Int(clamping: status.st_size)
  }

  /// The `cur` of a sister folder in the layout that mail servers share: `.Name` beside `new` and `cur`.
  private func openFolder(_ folder: String) throws(MailboxError) -> DirectoryHandle {
    let name = Self.directory(of: folder)
    do throws(SystemError) {
      let root = try DirectoryHandle(path)
      try root.makeDirectory(name)
      let directory = try DirectoryHandle(name, in: root)
      for part in ["tmp", "new", "cur"] { try directory.makeDirectory(part) }
      return try DirectoryHandle("cur", in: directory)
    } catch {
      throw .system(error.code, "cannot make the folder", "\(path)/\(name)")
    }
  }

  /// Makes a file in `new`, moves it to `cur` and removes it, under a hidden name that no reader takes for mail.
  package func checkAcknowledgement() throws(MailboxError) {
    guard after != .leave else { return }
    let (new, cur) = contents.withLock { ($0.new, $0.cur) }
    let probe = ".servicedesk-check.\(getpid())"
    let file = openat(new.descriptor, probe, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600)
    guard file >= 0 else { throw unwritable(errno, "cannot make a file in", "new") }
    close(file)
    guard renameat(new.descriptor, probe, cur.descriptor, probe) == 0 else {
      let error = unwritable(errno, "cannot move a file into", "cur")
      unlinkat(new.descriptor, probe, 0)
      throw error
    }
    unlinkat(cur.descriptor, probe, 0)
  }

  private func unwritable(_ errno: Int32, _ doing: String, _ part: String) -> MailboxError {
    let error = MailboxError.system(errno, doing, "\(path)/\(part)")
    return error.code == .refused
      ? MailboxError(.refused, error.subject, "\(error) (mail would be taken in and stay): \(Self.cure)") : error
  }

  package func missingFolder() throws(MailboxError) -> String? {
    guard case .move(let folder) = after else { return nil }
    return access("\(path)/\(Self.directory(of: folder))/cur", F_OK) == 0 ? nil : folder
  }

  private static func directory(of folder: String) -> String {
    "." + folder.split(separator: "/").joined(separator: ".")
  }
}
