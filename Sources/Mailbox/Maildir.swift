import Glibc
import Synchronization

/// A maildir: waiting is what lies in `new` or `cur`, without the flags T or D.
///
/// Whether a message was seen is a person's state (a phone sets it, mail servers move files) and is never read; the
/// ledger alone says what was taken in.
package final class Maildir: MailSource {
  package let name: String
  let path: String
  let after: AfterIntake
  /// Larger files are never deleted nor moved: their bytes are in no database.
  let keepsAbove: Int
  let contents: Mutex<MaildirContents>
  private let bell = Mutex<MaildirBell?>(nil)

  /// Opens the maildir at `path`, touching nothing in it.
  ///
  /// - Parameters:
  ///   - name: what the ledger calls it, where that is not `maildir:` and the real path.
  ///   - keepsAbove: files with more bytes stay where they are, whatever `after` says.
  /// - Throws: `MailboxError` with `notFound`, `notAMailbox` or `refused`.
  package init(
    at path: String, name: String? = nil, after: AfterIntake = .seen, keepsAbove: Int = .max
  ) throws(MailboxError) {
    let place = try MailboxPath(path, kind: .maildir)
    self.path = place.real
    self.name = name ?? "maildir:" + place.real
    self.after = after
    self.keepsAbove = keepsAbove
    do throws(SystemError) {
      contents = Mutex(try MaildirContents(of: place.real))
    } catch {
      throw .system(error.code, "cannot open", place.real)
    }
  }

  package func waiting() throws(MailboxError) -> MailListing {
    do throws(SystemError) {
      return try contents.withLock { contents throws(SystemError) in
        try contents.reopen(path)
        return try contents.list()
      }
    } catch {
      throw .system(error.code, "cannot list", name)
    }
  }

  package func read(_ key: MailKey, limit: Int) throws(MailboxError) -> FetchedMail {
    let opened = try atFile(of: key) { entry, directory throws(SystemError) in
      let descriptor = entry.withFileName {
        // Never waits for the other end of a FIFO, never follows a link to somebody else's file.
        openat(directory.descriptor, $0, O_RDONLY | O_NONBLOCK | O_NOFOLLOW | O_CLOEXEC)
      }
      guard descriptor >= 0 else { throw SystemError() }
      return descriptor
    }
    guard let descriptor = opened else {
      throw MailboxError(.gone, key.name, "\(key.name) is no longer in \(name)")
    }
    defer { close(descriptor) }
    do throws(SystemError) {
      if let mail = try FetchedMail(descriptor: descriptor, limit: limit) { return mail }
    } catch {
      throw unreadable(key, error)
    }
    throw MailboxError(.unreadable, key.name, "\(key.name) in \(name) is not a regular file")
  }

  package func changeMark() -> ChangeMark? {
    // By their paths: a maildir that was moved away, or put back from a backup, is a change too.
    guard let stamps = try? [FileStamp(ofFileAt: path + "/new"), FileStamp(ofFileAt: path + "/cur")],
      stamps.allSatisfy({ $0.isSettled() })
    else { return nil }
    return ChangeMark(stamps: stamps)
  }

  package func beginWaiting() -> ChangeSignal {
    bell.withLock { bell in
      if bell == nil {
        // What came before it hung there has not rung it.
        bell = MaildirBell(maildir: path)
        return bell == nil ? .none : .already
      }
      guard let hanging = bell else { return .none }
      switch hanging.rung() {
      case .no: return .readable(hanging.descriptor)
      case .yes: return .already
      case .broken:
        bell = nil
        return .none
      }
    }
  }

  /// Does `work` at the file of a message, wherever it lies by now; nil when it is no longer there.
  ///
  /// A mail program may have moved or renamed it since it was listed.
  ///
  /// - Parameter work: throws the system's error; that there is no such file means: look elsewhere.
  func atFile<Value>(
    of key: MailKey, _ work: (MaildirEntry, DirectoryHandle) throws(SystemError) -> Value
  ) throws(MailboxError) -> Value? {
    do throws(SystemError) {
      for attempt in 0..<2 {
        let candidates = try contents.withLock { contents throws(SystemError) in
          if attempt > 0 { _ = try contents.list() }
          return contents.candidates(for: key)
        }
        for (entry, directory) in candidates {
          do throws(SystemError) {
            return try work(entry, directory)
          } catch  where error.code == ENOENT {
            continue
          }
        }
      }
      return nil
    } catch {
      throw unreadable(key, error)
    }
  }

  private func unreadable(_ key: MailKey, _ error: SystemError) -> MailboxError {
    let reason =
      error.code == ELOOP ? "\(key.name) in \(name) is a symbolic link" : "cannot read \(key.name) in \(name)"
    return MailboxError(.unreadable, key.name, errno: error.code == ELOOP ? nil : error.code, reason)
  }
}
