import Glibc

/// A path that leads to a mailbox, checked: what is wrong with it is said with the likeliest cure.
struct MailboxPath {
  enum Kind: String { case maildir, mbox }

  /// Absolute, with no symbolic link left in it: the ledger's name for the mailbox.
  let real: String

  init(_ path: String, kind: Kind) throws(MailboxError) {
    guard !path.isEmpty, let resolved = realpath(path, nil) else { throw Self.missing(path, kind, errno) }
    defer { free(resolved) }
    guard let real = String(validatingCString: resolved) else {
      throw MailboxError(.malformedURL, path, "the path of \(path) is not UTF-8; give the \(kind) another name")
    }
    self.real = real
    switch kind {
    case .maildir: try checkMaildir()
    case .mbox: try checkMbox()
    }
  }

  private func checkMaildir() throws(MailboxError) {
    switch try Self.checkedKind(of: real) {
    case S_IFDIR?: break
    case S_IFREG?: throw MailboxError(.notAMailbox, real, "\(real) is a file, not a maildir; try mbox:\(real)")
    default: throw MailboxError(.notAMailbox, real, "\(real) is not a directory, so no maildir")
    }
    var missing: [String] = []
    for name in ["new", "cur"] where try Self.checkedKind(of: real + "/" + name) != S_IFDIR { missing.append(name) }
    guard let first = missing.first else { return }
    let hint = Self.maildirs(in: real).first.map { "; there is \(real)/\($0)" } ?? ""
    throw MailboxError(
      .notAMailbox, real,
      "\(real) is not a maildir: it has no directory \(missing.count == 2 ? "new nor cur" : first)\(hint)")
  }

  private func checkMbox() throws(MailboxError) {
    switch try Self.checkedKind(of: real) {
    case S_IFREG?: return
    case S_IFDIR?: throw MailboxError(.notAMailbox, real, "\(real) is a directory, not a file; try maildir:\(real)")
    default: throw MailboxError(.notAMailbox, real, "\(real) is not a regular file, so no mbox")
    }
  }

  private static func missing(_ path: String, _ kind: Kind, _ code: Int32) -> MailboxError {
    guard code == ENOENT || code == ENOTDIR else { return .system(code, "cannot reach", path) }
    let hint = nearest(to: path, kind).map { " (there is \($0))" } ?? ""
    return MailboxError(.notFound, path, "no \(kind) at \(path)\(hint)")
  }

  /// The sibling whose name is closest, when it is close enough to be a slip of the fingers.
  private static func nearest(to path: String, _ kind: Kind) -> String? {
    var parts = path.split(separator: "/", omittingEmptySubsequences: true)
    guard let name = parts.popLast() else { return nil }
    let parent = (path.hasPrefix("/") ? "/" : "") + parts.joined(separator: "/")
    let folder = parent.isEmpty ? "." : parent
    let siblings =
      kind == .maildir ? maildirs(in: folder) : names(in: folder).filter { self.kind(of: folder + "/" + $0) == S_IFREG }
    let ranked = siblings.map { (distance: editDistance(String(name), $0), name: $0) }
    guard let best = ranked.min(by: { $0 < $1 }), best.distance <= max(1, name.count / 3) else { return nil }
    return parent.isEmpty ? best.name : parent == "/" ? "/" + best.name : parent + "/" + best.name
  }

  private static func maildirs(in folder: String) -> [String] {
    names(in: folder).filter { name in
      ["new", "cur"].allSatisfy { kind(of: "\(folder)/\(name)/\($0)") == S_IFDIR }
    }
  }

  /// The first thousand visible names of a folder, sorted; none when it cannot be read.
  private static func names(in folder: String) -> [String] {
    var names: [String] = []
    try? DirectoryHandle(folder).forEachVisible { name, _ in
      if names.count < 1000, let name = String(validatingCString: name) { names.append(name) }
    }
    return names.sorted()
  }

  /// The kind of what lies at a path; nil where there is nothing.
  ///
  /// A disk that does not answer, or a folder that we may not enter, says nothing about what is there.
  private static func checkedKind(of path: String) throws(MailboxError) -> mode_t? {
    if let kind = kind(of: path) { return kind }
    guard errno == ENOENT || errno == ENOTDIR else { throw .system(errno, "cannot look at", path) }
    return nil
  }

  private static func kind(of path: String) -> mode_t? {
    var status = stat()
    return stat(path, &status) == 0 ? status.st_mode & S_IFMT : nil
  }

  /// Levenshtein's distance.
  private static func editDistance(_ left: String, _ right: String) -> Int {
    let other = Array(right)
    var row = Array(0...other.count)
    for (line, character) in left.enumerated() {
      var diagonal = row[0]
      row[0] = line + 1
      for column in other.indices {
        let change = diagonal + (other[column] == character ? 0 : 1)
        diagonal = row[column + 1]
        row[column + 1] = min(change, row[column] + 1, diagonal + 1)
      }
    }
    return row[other.count]
  }
}
