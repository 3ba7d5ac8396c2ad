import CCurl
import Glibc

/// One libcurl handle with the connection it keeps: the only caller of libcurl here.
///
/// It belongs to the thread that made it.
final class CurlSession {
  private let handle: UnsafeMutableRawPointer
  private let errorText: UnsafeMutablePointer<CChar>

  /// What libcurl could not do, in its own words.
  struct Failure: Error {
    let code: CURLcode
    let words: String
  }

  private static let isReady = curl_global_init(Int(CURL_GLOBAL_DEFAULT)) == CURLE_OK

  /// Makes a handle; nil without memory.
  init?() {
    guard Self.isReady, let handle = curl_easy_init() else { return nil }
    self.handle = handle
    errorText = .allocate(capacity: Int(CURL_ERROR_SIZE))
    errorText.initialize(repeating: 0, count: Int(CURL_ERROR_SIZE))
    Self.blockBrokenPipes()
  }

  deinit {
    // QUIT is said, and its answer not waited for: a relay that is silent by now would hold the round for minutes.
    shutKeptConnection(Int32(SHUT_RD))
    curl_easy_cleanup(handle)
    errorText.deallocate()
  }

  /// Forgets all options, and keeps the connection.
  func reset() throws(Failure) {
    curl_easy_reset(handle)
    errorText.pointee = 0
    try check(ccurl_set_error_buffer(handle, errorText))
    // libcurl would use signals for its time-outs, and they are the whole program's.
    try set(CURLOPT_NOSIGNAL, 1)
  }

  func set(_ option: CURLoption, _ value: Int) throws(Failure) {
    try check(ccurl_set_long(handle, option, value))
  }

  func set(_ option: CURLoption, _ value: String) throws(Failure) {
    try check(ccurl_set_string(handle, option, value))
  }

  /// Runs the transfer that the options describe, to its end.
  ///
  /// A connection on which it failed carries nothing more: the answer that was missing may come late, and would be taken
  /// for one to the next mail.
  func perform(_ transfer: SMTPTransfer, recipient: String?) throws(Failure) {
    let context = Unmanaged.passUnretained(transfer).toOpaque()
    let recipients = recipient.map { curl_slist_append(nil, $0) }
    defer { curl_slist_free_all(recipients ?? nil) }
    if let recipients { try check(ccurl_set_list(handle, CURLOPT_MAIL_RCPT, recipients)) }
    try check(ccurl_set_offset(handle, CURLOPT_INFILESIZE_LARGE, curl_off_t(transfer.bytes.count)))
    try check(ccurl_set_reader(handle, SMTPTransfer.readBody, context))
    try check(ccurl_set_debug(handle, SMTPTransfer.noteTraffic, context))
    defer { try? reset() }
    try withExtendedLifetime(transfer) { () throws(Failure) in
      let code = curl_easy_perform(handle)
      var connections = 0
      if ccurl_get_long(handle, CURLINFO_NUM_CONNECTS, &connections) == CURLE_OK {
        transfer.usedOldConnection = connections == 0
      }
      if code != CURLE_OK { shutKeptConnection(Int32(SHUT_RDWR)) }
      try check(code)
    }
  }

  /// QUIRK: libcurl keeps a connection whose mail was never answered after its last line.
  private func shutKeptConnection(_ how: Int32) {
    var socket: curl_socket_t = -1
    if ccurl_get_socket(handle, &socket) == CURLE_OK, socket >= 0 { shutdown(socket, how) }
  }

  private func check(_ code: CURLcode) throws(Failure) {
    guard code != CURLE_OK else { return }
    let words = errorText.pointee == 0 ? String(cString: curl_easy_strerror(code)) : String(cString: errorText)
    throw Failure(code: code, words: Self.timeless(words) + (code == CURLE_COULDNT_CONNECT ? systemReason : ""))
  }

  /// Without how long it took: trouble that stays the same shall be known by its words.
  private static func timeless(_ words: String) -> String {
    words.replacing(#/ after \d+ (ms|milliseconds)/#, with: "")
  }

  /// What libcurl leaves out: refused, unreachable, timed out.
  private var systemReason: String {
    var number = 0
    guard ccurl_get_long(handle, CURLINFO_OS_ERRNO, &number) == CURLE_OK, number > 0 else { return "" }
    return " (\(String(cString: strerror(Int32(truncatingIfNeeded: number)))))"
  }

  /// A server that hangs up in the middle of a TLS record must not end the program: the signal is kept from this thread.
  private static func blockBrokenPipes() {
    var signals = sigset_t()
    sigemptyset(&signals)
    sigaddset(&signals, SIGPIPE)
    pthread_sigmask(SIG_BLOCK, &signals, nil)
  }
}

/// What one transfer sends and what it heard: the context of libcurl's callbacks.
final class SMTPTransfer {
  let bytes: [UInt8]
  private(set) var transcript: SMTPTranscript
  var usedOldConnection = false
  private var position = 0

  init(_ bytes: [UInt8], hiding secrets: [String]) {
    self.bytes = bytes
    transcript = SMTPTranscript(hiding: secrets)
  }

  static let readBody: ccurl_read_callback = { buffer, size, count, context in
    guard let buffer, let context else { return 0 }
    return Unmanaged<SMTPTransfer>.fromOpaque(context).takeUnretainedValue().fill(buffer, size * count)
  }

  static let noteTraffic: ccurl_debug_callback = { handle, kind, data, size, context in
    guard let data, let context else { return 0 }
    let transfer = Unmanaged<SMTPTransfer>.fromOpaque(context).takeUnretainedValue()
    let bytes = UnsafeRawBufferPointer(start: data, count: size)
    switch kind {
    case CURLINFO_HEADER_OUT:
      transfer.transcript.sent(bytes)
      // The relay's verdict is known by now: a second silence would only cost as much time again as the first.
      if transfer.transcript.isLeaving, let handle { _ = ccurl_set_long(handle, CURLOPT_SERVER_RESPONSE_TIMEOUT, 1) }
    case CURLINFO_HEADER_IN: transfer.transcript.received(bytes)
    case CURLINFO_DATA_OUT: transfer.transcript.sentBody()
    default: break
    }
    return 0
  }

  private func fill(_ buffer: UnsafeMutablePointer<CChar>, _ room: Int) -> Int {
    let count = min(room, bytes.count - position)
    bytes.withUnsafeBytes { source in
      UnsafeMutableRawBufferPointer(start: buffer, count: count).copyMemory(
        from: UnsafeRawBufferPointer(rebasing: source[position..<position + count]))
    }
    position += count
    return count
  }
}
