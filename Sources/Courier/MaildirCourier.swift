import Desk
import Glibc

/// Writes mail into a maildir instead of sending it: the way out where no relay is configured, and for trying out.
final class MaildirCourier: MailCourier {
  private let path: String
  private let tmp: Int32
  private let new: Int32
  private var count = 0

  /// Opens the maildir, making it where it is missing.
  init(path: String) throws(CourierError) {
    self.path = path
    for folder in [path, path + "/tmp", path + "/new", path + "/cur"] where mkdir(folder, 0o700) != 0 && errno != EEXIST
    {
      throw Self.cannotWrite(folder, errno)
    }
    tmp = open(path + "/tmp", O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard tmp >= 0 else { throw Self.cannotWrite(path + "/tmp", errno) }
    new = open(path + "/new", O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard new >= 0 else {
      let code = errno
      close(tmp)
      throw Self.cannotWrite(path + "/new", code)
    }
    if let code = Self.synchronize(path) ?? Self.synchronize(path + "/..") { throw Self.cannotWrite(path, code) }
  }

  /// Makes durable which names a directory holds: a maildir that a power cut takes away takes its mail with it.
  private static func synchronize(_ path: String) -> Int32? {
    let directory = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard directory >= 0 else { return errno }
    defer { close(directory) }
    return fsync(directory) == 0 ? nil : errno
  }

  deinit {
    close(tmp)
    close(new)
  }

  /// Makes the mail durable before it answers: written, synchronised, then moved to where readers look.
  func deliver(_ envelope: Envelope) -> DeliveryOutcome {
    let trace: String
    do throws(SMTPAddress.Flaw) {
      trace = try Self.trace(of: envelope)
    } catch {
      return .refused(status: "5.1.3", reply: "not written: the address \(error.reason)")
    }
    let name = uniqueName()
    let content = Array(trace.utf8) + SMTPBody.withFileLineEnds(envelope.bytes)
    if let code = write(content, named: name) ?? move(name) {
      unlinkat(tmp, name, 0)
      return .unavailable(reason: Self.cannotWrite(path, code).description)
    }
    return .accepted(reply: "\(DeliveryOutcome.writtenTo)\(path)/new/\(name)")
  }

  /// Writes a file and removes it again.
  func check() throws(CourierError) {
    let name = uniqueName()
    let code = write([], named: name)
    unlinkat(tmp, name, 0)
    if let code { throw Self.cannotWrite(path + "/tmp", code) }
  }

  /// The envelope, as the server at the end of the way writes it into the header (RFC 5321, section 4.4).
  private static func trace(of envelope: Envelope) throws(SMTPAddress.Flaw) -> String {
    let sender = envelope.sender.isEmpty ? "" : try SMTPAddress(envelope.sender).text
    return "Return-Path: <\(sender)>\nDelivered-To: \(try SMTPAddress(envelope.recipient).text)\n"
  }

  private func write(_ bytes: [UInt8], named name: String) -> Int32? {
    let file = openat(tmp, name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
    guard file >= 0 else { return errno }
    var failure: Int32?
    var rest = bytes[...]
    while failure == nil, !rest.isEmpty {
      let put = rest.withUnsafeBytes { Glibc.write(file, $0.baseAddress, $0.count) }
      if put > 0 { rest = rest.dropFirst(put) } else if errno != EINTR { failure = errno }
    }
    if failure == nil, fsync(file) != 0 { failure = errno }
    if close(file) != 0, failure == nil { failure = errno }
    return failure
  }

  private func move(_ name: String) -> Int32? {
    guard renameat(tmp, name, new, name) == 0 else { return errno }
    guard fsync(new) != 0 else { return nil }
    let code = errno
    // It will be written once more: nobody shall find it twice.
    unlinkat(new, name, 0)
    return code
  }

  /// A name that no other delivery has: seconds, microseconds, process, this courier's own number, count and host.
  private func uniqueName() -> String {
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    count += 1
    return "\(time.tv_sec).M\(time.tv_nsec / 1000)P\(getpid())Q\(tmp).\(count).servicedesk"
  }

  private static func cannotWrite(_ path: String, _ code: Int32) -> CourierError {
    CourierError(.cannotWrite, path, "cannot write to \(path): \(String(cString: strerror(code)))")
  }
}
