/// What went wrong with the database file: a code to act on, the file, and a sentence that says what to do.
///
/// Errors are equal when their codes are.
package struct StoreError: Error, Sendable, Equatable, CustomStringConvertible {
  package enum Code: String, Sendable, CaseIterable {
    /// Another program holds the write lock for longer than the busy time-out.
    case busy
    /// The disk is full.
    case full
    /// Reading or writing the file failed.
    case io
    case readOnly
    case cannotOpen
    case noMemory
    /// There is no such file.
    case noDatabase
    /// The file is not one of ours.
    case notADatabase
    /// The file was written by a newer program.
    case newerSchema
    /// The file was written by an older program, and is not brought up by whoever only reads.
    case olderSchema
    case corrupt
    /// A rule of the schema was broken: the caller's own value is at fault, not the file.
    case constraint
    /// A value larger than SQLite takes: the caller's own as well.
    case tooLarge
    /// Another file lies where the open one lay, or none.
    case replaced
    /// A file that should be made is there already.
    case alreadyThere
    /// Anything else that SQLite says.
    case other
  }

  package let code: Code

  /// The database file, as the operator named it.
  package let file: String

  /// SQLite's extended result code, where it was SQLite that spoke.
  package let sqlite: Int32?

  /// What SQLite said, or what was being done.
  package let detail: String

  package init(_ code: Code, file: String, sqlite: Int32? = nil, detail: String = "") {
    self.code = code
    self.file = file
    self.sqlite = sqlite
    self.detail = detail
  }

  /// Whether the trouble is the machine's and not the message's: the run ends, nothing is acknowledged, a later run
  /// does the same work again.
  package var isWeather: Bool {
    switch code {
    case .busy, .full, .io, .noMemory, .cannotOpen, .readOnly, .replaced: true
    default: false
    }
  }

  /// Whether it was the value's own fault, so that another value would have been taken.
  ///
  /// A damaged file is not: SQLite says so too when the disk fails to read a page.
  package var isOfTheValue: Bool {
    switch code {
    case .constraint, .tooLarge, .other: true
    default: false
    }
  }

  package static func == (left: StoreError, right: StoreError) -> Bool { left.code == right.code }

  package var description: String {
    let said = detail.isEmpty ? "" : " (\(detail))"
    switch code {
    case .busy:
      return "the database is locked by another program for more than 5 s: \(file); try again, or end that program"
    case .full:
      return "disk full while writing \(file): nothing was acknowledged; free some space and run again"
    case .io:
      return "reading or writing \(file) failed\(said); check the disk and run again"
    case .readOnly:
      return "\(file) is read-only here\(said); check the owner and mode of the file and of its directory"
    case .cannotOpen:
      return "cannot open \(file)\(said); check that its directory exists and may be entered"
    case .noMemory:
      return "out of memory while working with \(file); run again with more memory"
    case .noDatabase:
      return "there is no database at \(file); make one with: servicedesk init"
    case .notADatabase:
      return "\(file) is not a servicedesk database\(said); name the right file with --database"
    case .newerSchema:
      return "\(file) was written by a newer servicedesk (\(detail)); use that version or a backup"
    case .olderSchema:
      return "\(file) was written by an older servicedesk (\(detail)); run any command as somebody who may write it"
    case .corrupt:
      return "\(file) is damaged or cannot be read back\(said); check the disk, then copy it aside and restore a backup"
    case .constraint:
      return "\(file) refused a row\(said)"
    case .tooLarge:
      return "\(file) cannot hold a value as large as this\(said)"
    case .replaced:
      return "\(file) was replaced or removed while it was open: nothing was acknowledged; start this program again"
    case .alreadyThere:
      return "\(file) exists already; name another file"
    case .other:
      return "\(file): SQLite error\(sqlite.map { " \($0)" } ?? "")\(said)"
    }
  }
}
