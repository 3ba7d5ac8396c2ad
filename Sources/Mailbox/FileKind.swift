import Glibc

/// Which kind of file a directory entry is: only a regular file is mail.
enum FileKind {
  /// Why the entry is no mail, as a clause; nil for a regular file, and for one that is gone by now.
  static func reasonToRefuse(_ type: Int, _ name: UnsafePointer<CChar>, in directory: DirectoryHandle) -> String? {
    let kind = type == Int(DT_UNKNOWN) ? lookUp(name, in: directory) : type
    switch kind {
    case Int(DT_REG), Int(DT_UNKNOWN): return nil
    case Int(DT_DIR): return "is a directory, not a file"
    case Int(DT_FIFO): return "is a FIFO, not a file"
    case Int(DT_SOCK): return "is a socket, not a file"
    case Int(DT_LNK): return "is a symbolic link, not a file"
    default: return "is a device, not a file"
    }
  }

  /// Some file systems do not say the kind in a listing.
  private static func lookUp(_ name: UnsafePointer<CChar>, in directory: DirectoryHandle) -> Int {
    var status = stat()
    guard fstatat(directory.descriptor, name, &status, AT_SYMLINK_NOFOLLOW) == 0 else { return Int(DT_UNKNOWN) }
    return Int((status.st_mode & S_IFMT) >> 12)
  }
}
