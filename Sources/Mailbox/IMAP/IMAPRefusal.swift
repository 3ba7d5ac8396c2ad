/// Why a server lets nobody in, or opens no folder: what it said, and whether it may say otherwise later (RFC 5530).
struct IMAPRefusal {
  let status: IMAPStatus

  /// No further connection for this account now.
  ///
  /// QUIRK: Dovecot says `[LIMIT]` (`[UNAVAILABLE]` in older ones), Gmail `[ALERT] Too many simultaneous connections`,
  /// others only words.
  var isLimit: Bool {
    let words = status.text.lowercased()
    return status.has("LIMIT")
      || words.contains("connection") && (words.contains("too many") || words.contains("maximum number"))
  }

  /// Nothing is wrong with us: the same again later may do.
  var passes: Bool { isLimit || ["UNAVAILABLE", "INUSE", "SERVERBUG"].contains { status.has($0) } }

  /// The error for one that passes.
  func error(_ address: IMAPAddress, user: String) -> MailboxError {
    isLimit
      ? MailboxError(
        .crowded, address.description,
        "\(address.host):\(address.port) allows \(user) no further connection now (\(status.text)): it is tried again; let "
          + "the server allow one for each folder")
      : MailboxError(
        .busy, address.description,
        "\(address.host):\(address.port) cannot serve \(user) now (\(status.text)): it is tried again")
  }
}

/// Hears what a server says while libcurl logs in, which keeps it to itself: only its words, never ours.
final class IMAPLoginHearing {
  private(set) var refusal: IMAPStatus?
  private var framer = IMAPFramer(mostLiteral: 0)
  /// Left to say: nobody needs so much to let us in.
  private var rest = 1 << 20

  func hear(_ bytes: some Collection<UInt8>) {
    rest -= bytes.count
    guard rest > 0 else { return }
    framer.push(bytes)
    while let frame = try? framer.next() {
      switch IMAPResponse(frame) {
      case .done(_, let status) where status.condition != .ok: refusal = status
      case .status(let status) where status.condition == .bye: refusal = refusal ?? status
      default: break
      }
    }
  }
}
