package import Desk
package import MIME

extension SenderAuthentication {
  /// Reads what the trusted server found out about a message's sender; nil where no server is trusted.
  ///
  /// Only the topmost field of that server counts: it writes above what came with the message, and what stands below may
  /// be forged in its name. A pass counts for the domain of From alone: `dmarc` says so by itself, a `dkim` or `spf` of
  /// that domain or of one above it does too. A domain below it is not believed, since without a list of public suffixes
  /// nobody can tell whether both have one owner.
  package init?(of message: Message, trusted: TrustSettings) {
    guard let name = trusted.authservID else { return nil }
    let server = name.lowercased()
    guard let said = message.authenticationResults.first(where: { $0.server == server }) else {
      self.init(.unknown, "\(name) says nothing of its sender")
      return
    }
    let domains = Set(message.from.map { EmailAddress($0.address).domain.lowercased() })
    guard let domain = domains.first, domains.count == 1, !domain.isEmpty else {
      self.init(.unknown, "its From names no one domain that \(name) could vouch for")
      return
    }
    let (verdict, found) = Self.judge(said, for: domain)
    self.init(verdict, "\(name): \(found)")
  }

  private typealias Result = AuthenticationResults.MethodResult

  private static func judge(_ said: AuthenticationResults, for domain: String) -> (Verdict, String) {
    let dmarc = said.results.first { $0.method == "dmarc" && isAbout($0, domain) }
    if let dmarc, dmarc.outcome == "pass" || dmarc.outcome == "fail" {
      return (dmarc.outcome == "pass" ? .pass : .fail, "\(text(dmarc)) for \(domain)")
    }
    if let sign = said.results.first(where: { $0.outcome == "pass" && vouches($0, for: domain) }) {
      return (.pass, "\(text(sign)) for \(domain)")
    }
    if let flaw = said.results.first(where: isFailure) {
      return (.fail, "\(text(flaw)), and nothing vouches for \(domain)")
    }
    if let other = said.results.first(where: { $0.outcome == "pass" && signer(of: $0) != nil }),
      let signer = signer(of: other)
    {
      return (.unknown, "\(text(other)) is for \(signer.excerpt(80)), not for \(domain)")
    }
    return (.unknown, "nothing vouches for \(domain)")
  }

  private static func text(_ result: Result) -> String { "\(result.method.excerpt(20))=\(result.outcome.excerpt(20))" }

  /// DMARC is about From, which one of several fields may have been another's.
  private static func isAbout(_ result: Result, _ domain: String) -> Bool {
    result["header.from"].map { host($0) == domain } ?? true
  }

  private static func vouches(_ result: Result, for domain: String) -> Bool {
    guard let signer = signer(of: result), signer.contains(".") else { return false }
    return domain == signer || domain.hasSuffix("." + signer)
  }

  /// Whose word a pass is: the signing domain, or that of the envelope's sender.
  private static func signer(of result: Result) -> String? {
    switch result.method {
    case "dkim": (result["header.d"] ?? result["header.i"]).map(host)
    case "spf": result["smtp.mailfrom"].map(host)
    default: nil
    }
  }

  private static func isFailure(_ result: Result) -> Bool {
    ["dkim", "spf"].contains(result.method) && ["fail", "hardfail", "softfail", "policy"].contains(result.outcome)
  }

  /// The domain of an address, or of what is a domain by itself.
  private static func host(_ value: String) -> String {
    let domain = value.utf8.contains(UInt8(ascii: "@")) ? EmailAddress(value).domain : value.lowercased()[...]
    return String(domain.hasSuffix(".") ? domain.dropLast() : domain)
  }
}
