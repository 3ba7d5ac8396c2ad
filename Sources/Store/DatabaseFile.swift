import CSQLite
import Foundation
import GRDB
import GRDBSQLite
import Glibc

/// The file on disk: made for its owner alone, opened with the pragmas that everybody needs.
struct DatabaseFile {
  let path: String

  init(_ path: String) {
    self.path = path
  }

  /// A pool with one writer.
  ///
  /// - Throws: `StoreError` with `noDatabase` when the file is missing and may not be made.
  func openForWriting(creates: Bool) throws -> DatabasePool {
    if !exists {
      guard creates else { throw StoreError(.noDatabase, file: path) }
      try make(failsIfThere: false)
    }
    try refuseForeignFile()
    do {
      return try openPool()
    } catch let error as DatabaseError where error.resultCode == .SQLITE_CANTOPEN && isOnReadOnlyDisk {
      throw StoreError(.readOnly, file: path, detail: "its file system is mounted read-only")
    }
  }

  /// Opens the pool as soon as nobody else is turning the file to WAL.
  ///
  /// There SQLite waits for nobody: of several programs that come to a new database at once, all but one would be told
  /// that it is locked.
  private func openPool() throws -> DatabasePool {
    let end = ContinuousClock.now + .seconds(Self.patience)
    while true {
      do {
        return try DatabasePool(path: path, configuration: configuration)
      } catch let error as DatabaseError where error.resultCode == .SQLITE_BUSY && ContinuousClock.now < end {
        usleep(20_000)
      }
    }
  }

  /// In seconds: how long others may hold the database.
  private static let patience = 5

  /// One read-only connection.
  func openForReading() throws -> DatabaseQueue {
    guard exists else { throw StoreError(.noDatabase, file: path) }
    var configuration = configuration
    configuration.readonly = true
    do {
      return try DatabaseQueue(path: path, configuration: configuration)
    } catch let error as DatabaseError where Self.lacksSharedMemory(error) && hasNoLog {
      // A directory that we may not write: SQLite cannot make its shared memory there. With no log beside the file
      // nobody is writing, and the file itself is all there is.
      return try DatabaseQueue(path: immutableURI, configuration: configuration)
    }
  }

  /// Makes an empty file that its owner alone can read; SQLite gives its log and shared memory the same mode.
  func make(failsIfThere: Bool) throws {
    let descriptor = Glibc.open(path, O_CREAT | O_EXCL | O_RDWR | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else {
      if errno == EEXIST {
        // Another program was faster: it is the same file then.
        guard failsIfThere else { return }
        throw StoreError(.alreadyThere, file: path)
      }
      throw StoreError(errno == ENOSPC ? .full : .cannotOpen, file: path, detail: String(cString: strerror(errno)))
    }
    close(descriptor)
  }

  /// A connection of its own for whoever copies the log into the file.
  func openForCheckpoints() throws -> DatabaseQueue { try DatabaseQueue(path: path, configuration: configuration) }

  /// SQLite would count each piece of memory under one lock for all threads, for figures that nobody asks for; it has to
  /// be told before its first use.
  private static let countsNoMemory = csqlite_count_no_memory() == SQLITE_OK

  private var configuration: Configuration {
    _ = Self.countsNoMemory
    var configuration = Configuration()
    configuration.busyMode = .timeout(TimeInterval(Self.patience))
    configuration.foreignKeysEnabled = true
    configuration.maximumReaderCount = 4
    configuration.label = "servicedesk"
    // Of a file that is still to be made: most mail then fits on two pages, and each page of the log costs two calls.
    configuration.prepareDatabase { try $0.execute(sql: "PRAGMA page_size = 8192") }
    return configuration
  }

  /// SQLite's two ways of saying that it cannot make the shared memory beside a file.
  private static func lacksSharedMemory(_ error: DatabaseError) -> Bool {
    error.resultCode == .SQLITE_CANTOPEN || error.resultCode == .SQLITE_READONLY
  }

  private var isOnReadOnlyDisk: Bool { access(path, W_OK) != 0 && errno == EROFS }

  /// Whether we may write it.
  var isWritable: Bool { access(path, W_OK) == 0 }

  private var exists: Bool { access(path, F_OK) == 0 }

  private var hasNoLog: Bool {
    var status = stat()
    return stat(path + "-wal", &status) != 0 || status.st_size == 0
  }

  /// The file's name as a URI that says it does not change, escaped byte by byte.
  private var immutableURI: String {
    var uri = "file:"
    for byte in path.utf8 {
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "/"), UInt8(ascii: "."), UInt8(ascii: "-"),
        UInt8(ascii: "_"):
        uri.unicodeScalars.append(Unicode.Scalar(byte))
      default:
        uri += "%" + String(byte >> 4, radix: 16) + String(byte & 15, radix: 16)
      }
    }
    return uri + "?immutable=1"
  }

  /// Looks at the header before a pool is opened, since that already writes: it would turn anybody's database to WAL.
  private func refuseForeignFile() throws {
    guard let header = try header() else { return }
    func number(at offset: Int) -> Int64 { header[offset..<offset + 4].reduce(0) { $0 << 8 | Int64($1) } }
    // Page 1 begins with the tree of the schema: after the header, its kind and how many entries are on the page.
    let hasNoSchema = number(at: 40) == 0 || (header[100] == 13 && header[103] == 0 && header[104] == 0)
    let application = number(at: 68)
    // A database without any schema may be one of ours that another program is just making, or could not make.
    let isOurs = application == Schema.applicationID || (application == 0 && hasNoSchema)
    guard header.starts(with: "SQLite format 3\0".utf8), isOurs else {
      throw StoreError(.notADatabase, file: path)
    }
  }

  /// The first bytes, with zeros after the end of a shorter file; nil for an empty one.
  ///
  /// Read through SQLite: a process that closes any descriptor of its own on a file loses all its locks on it (POSIX), and
  /// with them those of a connection that it has open elsewhere. Whoever then closed the file last would take away the log
  /// that we go on writing.
  private func header() throws -> [UInt8]? {
    var status = stat()
    guard stat(path, &status) == 0, access(path, R_OK) == 0 else { throw cannotOpen(String(cString: strerror(errno))) }
    guard status.st_mode & S_IFMT == S_IFREG else { throw StoreError(.notADatabase, file: path) }
    guard status.st_size > 0 else { return nil }
    var connection: OpaquePointer?
    defer { sqlite3_close_v2(connection) }
    // Nothing is read under a lock, and nothing written, before a statement is run.
    let code = sqlite3_open_v2(path, &connection, SQLITE_OPEN_READONLY | SQLITE_OPEN_NOMUTEX, nil)
    var file: UnsafeMutablePointer<sqlite3_file>?
    guard code == SQLITE_OK, sqlite3_file_control(connection, "main", SQLITE_FCNTL_FILE_POINTER, &file) == SQLITE_OK,
      let file, let read = file.pointee.pMethods?.pointee.xRead
    else { throw cannotOpen(connection.flatMap(sqlite3_errmsg).map { String(cString: $0) } ?? "") }
    var header = [UInt8](repeating: 0, count: 108)
    let got = read(file, &header, Int32(header.count), 0)
    guard got == SQLITE_OK || got == SQLITE_IOERR | 2 << 8 /* SHORT_READ */ else {
      throw cannotOpen(String(cString: sqlite3_errstr(got)))
    }
    return header
  }

  private func cannotOpen(_ reason: String) -> StoreError { StoreError(.cannotOpen, file: path, detail: reason) }
}
