/// Where mail leaves to: checked once, then opened by each thread that delivers.
package struct CourierRoute: Sendable {
  /// Such as `smtp://relay.example:587` or `maildir:/var/lib/desk/outgoing`; never with a password in it.
  package let name: String

  private let way: Way

  private enum Way: Sendable {
    case maildir(path: String)
    case relay(SMTPRelay)
  }

  /// Checks the settings, without going anywhere yet.
  ///
  /// - Parameter folder: where a relative maildir path begins.
  /// - Throws: `CourierError` with `malformedURL`, `insecure` or `noFile`.
  package init(_ settings: CourierSettings, relativeTo folder: String) throws(CourierError) {
    let url = settings.url
    if let rest = Self.rest(of: url, after: "maildir:") {
      guard !rest.isEmpty, !rest.hasPrefix("//"), !rest.unicodeScalars.contains(where: { $0.value < 0x20 }) else {
        throw CourierError(.malformedURL, url, "'\(url)' is no route for mail: write maildir:PATH")
      }
      let path = rest.hasPrefix("/") ? String(rest) : "\(folder)/\(rest)"
      way = .maildir(path: path)
      name = "maildir:" + path
    } else {
      let relay = try SMTPRelay(settings)
      way = .relay(relay)
      name = relay.name
    }
  }

  /// Makes a courier for the calling thread.
  ///
  /// - Throws: `CourierError` with `cannotWrite` or `unreachable`.
  package func open() throws(CourierError) -> any MailCourier {
    switch way {
    case .maildir(let path): try MaildirCourier(path: path)
    case .relay(let relay): try SMTPCourier(relay)
    }
  }

  /// Goes as far as one can without mail: connects, encrypts and logs in, or finds the maildir writable.
  ///
  /// - Throws: `CourierError`, with the relay's own words.
  package func check() throws(CourierError) {
    switch way {
    case .maildir(let path): try MaildirCourier(path: path).check()
    case .relay(let relay): try SMTPCourier(relay).check()
    }
  }

  static func rest(of text: String, after scheme: String) -> Substring? {
    text.prefix(scheme.count).lowercased() == scheme ? text.dropFirst(scheme.count) : nil
  }
}
