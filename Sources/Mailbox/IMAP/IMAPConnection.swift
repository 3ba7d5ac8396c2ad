import CCurl
import Glibc

/// A connection to an IMAP server, encrypted and logged in: libcurl opens it, we speak on it.
///
/// One thread at a time may use it, and none of Swift's cooperative pool: its calls block.
final class IMAPConnection {
  private let handle: UnsafeMutableRawPointer
  private let errorText: UnsafeMutablePointer<CChar>
  private let server: String
  private let patience: IMAPPatience
  private let isEnding: @Sendable () -> Bool
  /// When it was first seen that the program is about to end.
  private var endingSince: ContinuousClock.Instant?
  private let hearing = IMAPLoginHearing()
  private let origin: IMAPLogin.Origin
  /// What no word of the server's may carry into an error or a log.
  let secrets: [String]
  private(set) var descriptor: Int32 = -1

  private static let isReady = curl_global_init(Int(CURL_GLOBAL_DEFAULT)) == CURLE_OK

  /// Connects, encrypts as the login asks, and logs in.
  ///
  /// - Throws: `MailboxError` with `refused`, `crowded`, `busy`, `unreachable` or `misconfigured`.
  init(_ address: IMAPAddress, user: String, _ login: IMAPLogin) throws(MailboxError) {
    server = "\(address.host):\(address.port)"
    patience = login.patience
    isEnding = login.isEnding
    origin = login.origin
    let secret = try Self.secret(of: login, user: user, address)
    secrets = secret.spoken(by: user, to: address)
    guard Self.isReady, let handle = curl_easy_init() else {
      throw MailboxError(.io, address.description, "no memory for a connection to \(address.host)")
    }
    self.handle = handle
    errorText = .allocate(capacity: Int(CURL_ERROR_SIZE))
    errorText.initialize(repeating: 0, count: Int(CURL_ERROR_SIZE))
    Self.blockBrokenPipes()
    do throws(Failure) {
      try prepare(address, user: user, secret, login)
      try check(curl_easy_perform(handle))
      try check(ccurl_get_socket(handle, &descriptor))
      try set(CURLOPT_VERBOSE, 0)
    } catch {
      throw trouble(error, address, user: user)
    }
  }

  deinit {
    // libcurl would take its leave in so many words, and wait for an answer that may never come.
    if descriptor >= 0 { shutdown(descriptor, Int32(SHUT_RDWR)) }
    curl_easy_cleanup(handle)
    errorText.deallocate()
  }

  /// Sends all of it.
  func send(_ text: String) throws(MailboxError) {
    Self.blockBrokenPipes()
    var rest = ArraySlice(text.utf8)
    while !rest.isEmpty {
      var sent = 0
      let code = rest.withUnsafeBytes { curl_easy_send(handle, $0.baseAddress, $0.count, &sent) }
      if code == CURLE_AGAIN {
        try wait(for: Int16(POLLOUT))
      } else if code != CURLE_OK {
        throw broken(String(cString: curl_easy_strerror(code)))
      }
      rest = rest.dropFirst(sent)
    }
  }

  /// What has come; waits until something has.
  ///
  /// - Throws: `MailboxError` with `unreachable` when the server hangs up, or is silent for too long.
  func receive(into buffer: inout [UInt8]) throws(MailboxError) -> Int {
    Self.blockBrokenPipes()
    while true {
      if let count = try receiveIfAny(into: &buffer) { return count }
      try wait(for: Int16(POLLIN))
    }
  }

  /// What has come already; nil for nothing.
  ///
  /// TLS may hold bytes back that the socket no longer shows.
  func receiveIfAny(into buffer: inout [UInt8]) throws(MailboxError) -> Int? {
    var got = 0
    let code = buffer.withUnsafeMutableBytes { curl_easy_recv(handle, $0.baseAddress, $0.count, &got) }
    if code == CURLE_AGAIN { return nil }
    guard code == CURLE_OK else { throw broken(String(cString: curl_easy_strerror(code))) }
    guard got > 0 else { throw broken("it hung up") }
    return got
  }

  private func wait(for events: Int16) throws(MailboxError) {
    var entry = pollfd(fd: descriptor, events: events, revents: 0)
    let end = ContinuousClock.now + .seconds(patience.silence)
    while true {
      let left = (end - ContinuousClock.now) / .milliseconds(1)
      guard left > 0 else { throw broken("it said nothing for \(patience.silence) s") }
      try checkFarewell()
      let ready = poll(&entry, 1, Int32(min(left.rounded(.up), 1_000)))
      if ready > 0 { return }
      if ready < 0, errno != EINTR { throw broken(String(cString: strerror(errno))) }
    }
  }

  /// However much the server says meanwhile: it may take its time, but not this.
  private func checkFarewell() throws(MailboxError) {
    guard isEnding() else { return }
    let since = endingSince ?? .now
    endingSince = since
    guard ContinuousClock.now - since < .seconds(patience.farewell) else {
      throw MailboxError.ending(server)
    }
  }

  private func broken(_ reason: String) -> MailboxError {
    MailboxError(.unreachable, server, "the IMAP server \(server) is in trouble: \(reason)")
  }

  // MARK: Connecting

  private struct Failure: Error {
    let code: CURLcode
  }

  private static func secret(
    of login: IMAPLogin, user: String, _ address: IMAPAddress
  ) throws(MailboxError) -> IMAPLogin.Secret {
    guard let read = login.secret else {
      throw MailboxError(
        .misconfigured, address.description,
        "no password for \(address): name it in the configuration, a mailbox with url and password_file, "
          + "password_command, token_file or token_command")
    }
    guard address.isTLSFromTheStart || login.security != .never || address.isLoopback else {
      throw MailboxError(
        .misconfigured, address.description,
        "the \(login.origin.word) of \(user) would cross the network to \(address.host) in plain text: set the mailbox's "
          + "tls to required")
    }
    do {
      return try read()
    } catch {
      let place = login.origin.place.map { " (\($0))" } ?? ""
      throw MailboxError(
        .refused, address.description,
        "cannot read the \(login.origin.word) of \(user) at \(address.host)\(place): \(error)")
    }
  }

  private func prepare(
    _ address: IMAPAddress, user: String, _ secret: IMAPLogin.Secret, _ login: IMAPLogin
  ) throws(Failure) {
    try check(ccurl_set_error_buffer(handle, errorText))
    try check(ccurl_set_debug(handle, Self.hear, Unmanaged.passUnretained(hearing).toOpaque()))
    // libcurl would use signals for its time-outs, and they are the whole program's.
    try set(CURLOPT_NOSIGNAL, 1)
    try set(CURLOPT_URL, "\(address.isTLSFromTheStart ? "imaps" : "imap")://\(server)/")
    try set(CURLOPT_PROTOCOLS_STR, "imap,imaps")
    // A proxy that the environment names for the web is none for mail.
    try set(CURLOPT_NOPROXY, "*")
    try set(CURLOPT_CONNECT_ONLY, 1)
    try set(CURLOPT_CONNECTTIMEOUT, patience.connecting)
    try set(CURLOPT_SERVER_RESPONSE_TIMEOUT, patience.connecting)
    try set(CURLOPT_TCP_KEEPALIVE, 1)
    // A password is never offered to a server that would let it be read; a loopback one may be old.
    let security = address.isLoopback || login.security != .offered ? login.security : .required
    let startTLS =
      switch security {
      case .required: CURLUSESSL_ALL
      case .offered: CURLUSESSL_TRY
      case .never: CURLUSESSL_NONE
      }
    let verifies = address.isTLSFromTheStart || security == .required || login.caFile != nil
    try set(CURLOPT_USE_SSL, Int(startTLS.rawValue))
    try set(CURLOPT_SSL_VERIFYPEER, verifies ? 1 : 0)
    try set(CURLOPT_SSL_VERIFYHOST, verifies ? 2 : 0)
    if let caFile = login.caFile { try set(CURLOPT_CAINFO, caFile) }
    try set(CURLOPT_USERNAME, user)
    switch secret {
    case .password(let password): try set(CURLOPT_PASSWORD, password)
    case .token(let token): try set(CURLOPT_XOAUTH2_BEARER, token)
    }
  }

  private static let hear: ccurl_debug_callback = { _, kind, data, size, context in
    guard kind == CURLINFO_HEADER_IN, let data, let context else { return 0 }
    Unmanaged<IMAPLoginHearing>.fromOpaque(context).takeUnretainedValue()
      .hear(UnsafeRawBufferPointer(start: data, count: size))
    return 0
  }

  private func set(_ option: CURLoption, _ value: Int) throws(Failure) {
    try check(ccurl_set_long(handle, option, value))
  }

  private func set(_ option: CURLoption, _ value: String) throws(Failure) {
    try check(ccurl_set_string(handle, option, value))
  }

  private func check(_ code: CURLcode) throws(Failure) {
    if code != CURLE_OK { throw Failure(code: code) }
  }

  private func trouble(_ failure: Failure, _ address: IMAPAddress, user: String) -> MailboxError {
    let words = errorText.pointee == 0 ? String(cString: curl_easy_strerror(failure.code)) : String(cString: errorText)
    let refusal = hearing.refusal.map { IMAPRefusal(status: $0.hiding(secrets)) }
    if let refusal, refusal.passes { return refusal.error(address, user: user) }
    switch failure.code {
    case CURLE_LOGIN_DENIED:
      return MailboxError(
        .refused, address.description,
        "\(server) does not let \(user) in (\(refusal?.status.text ?? words)): \(origin.advice)")
    case CURLE_SSL_CACERT_BADFILE:
      return MailboxError(
        .misconfigured, address.description, "cannot use the ca_file of the mailbox \(address): \(words)")
    case CURLE_PEER_FAILED_VERIFICATION:
      return MailboxError(
        .unreachable, address.description,
        "the certificate of \(server) proves nothing (\(words)): renew it, name its authority in the mailbox's ca_file, "
          + "or use the host's name that it is for")
    case CURLE_USE_SSL_FAILED:
      return MailboxError(
        .unreachable, address.description,
        "\(server) offers no STARTTLS: use imaps://, or set the mailbox's tls to offered")
    default:
      return MailboxError(
        .unreachable, address.description,
        "cannot reach \(server): \(words)\(systemReason(failure))\(Self.otherScheme(failure, address))")
    }
  }

  /// What to write when one side waits for the other to begin with TLS, or without it.
  private static func otherScheme(_ failure: Failure, _ address: IMAPAddress) -> String {
    switch (failure.code, address.isTLSFromTheStart) {
    case (CURLE_OPERATION_TIMEDOUT, false): "; if it wants TLS from the start, as port 993 does, write imaps://"
    case (CURLE_SSL_CONNECT_ERROR, true): "; if it begins without TLS, as port 143 does, write imap://"
    default: ""
    }
  }

  /// What libcurl leaves out: refused, unreachable, timed out.
  private func systemReason(_ failure: Failure) -> String {
    var number = 0
    guard failure.code == CURLE_COULDNT_CONNECT, ccurl_get_long(handle, CURLINFO_OS_ERRNO, &number) == CURLE_OK,
      number > 0
    else { return "" }
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
