import Testing

@testable import MIME

@Suite("Authentication-Results (RFC 8601)")
struct AuthenticationResultsTests {
  /// A field as `server; method=outcome(property=value, …) "reason"; …`; `-` where there is none to read.
  private func read(_ value: String) -> String {
    guard let field = AuthenticationResults(Array(value.utf8)) else { return "-" }
    let results = field.results.map { result in
      let properties = result.properties.map { "\($0.name)=\($0.value)" }.joined(separator: ", ")
      return "\(result.method)=\(result.outcome)(\(properties))" + (result.reason.map { " \"\($0)\"" } ?? "")
    }
    return ([field.server] + results).joined(separator: "; ")
  }

  @Test(
    "what servers write is read, with comments, folding and quotes wherever they may stand",
    arguments: [
      ("mx.example; none", "mx.example"), ("mx.example", "mx.example"), ("MX.Example 1; none", "mx.example"),
      ("\"mx example\"; spf=pass", "mx example; spf=pass()"),
      (
        "mx.example; spf=pass smtp.mailfrom=ana@acme.example",
        "mx.example; spf=pass(smtp.mailfrom=ana@acme.example)"
      ),
      (
        "mx.example;\r\n dkim=pass (2048-bit key; good) header.d=acme.example header.i=@acme.example;\r\n\tdmarc=pass",
        "mx.example; dkim=pass(header.d=acme.example, header.i=@acme.example); dmarc=pass()"
      ),
      (
        "mx.example (mail (the one)) 1 (version); DMARC (x) / (y) 1 (z) = (a) Pass (b) Header (c) . (d) From (e) = (f) acme.example",
        "mx.example; dmarc=pass(header.from=acme.example)"
      ),
      (
        "mx.example; auth=pass (cram-md5) smtp.auth=ana@acme.example reason=\"good; \\\"yes\\\"\"",
        "mx.example; auth=pass(smtp.auth=ana@acme.example) \"good; \"yes\"\""
      ),
      (
        "mx.example; iprev=pass policy.iprev=2001:db8::1 (host.example); spf=fail smtp.mailfrom=\"a b\"@acme.example",
        "mx.example; iprev=pass(policy.iprev=2001:db8::1); spf=fail(smtp.mailfrom=a b@acme.example)"
      ),
      (
        "mx.example; spf=pass (ip) smtp.mailfrom=acme.example; dmarc=pass action=none header.from=acme.example;compauth=pass reason=100",
        "mx.example; spf=pass(smtp.mailfrom=acme.example); dmarc=pass(action=none, header.from=acme.example); compauth=pass() \"100\""
      ),
      ("mx.example; (dmarc=pass header.from=acme.example) spf=fail", "mx.example; spf=fail()"),
      ("mx.example; spf=pass smtp.mailfrom=\"x; dmarc=pass\"", "mx.example; spf=pass(smtp.mailfrom=x; dmarc=pass)"),
    ])
  func reads(value: String, expected: String) { #expect(read(value) == expected) }

  @Test(
    "what is no such field is none, and nothing is guessed of what cannot be read",
    arguments: [
      ("", "-"), (";", "-"), ("; dmarc=pass", "-"), ("spf=pass smtp.mailfrom=x", "-"),
      ("mx.example 2; dmarc=pass", "-"),
      ("mx.example 1 x; dmarc=pass", "-"), ("mx.example; dmarc", "mx.example"), ("mx.example; =pass", "mx.example"),
      ("mx.example; spf=fail; dmarc = ; dkim=pass", "mx.example; spf=fail()"),
      ("mx.example; spf=fail x; dmarc=pass", "mx.example"), ("mx.example; spf=pass header.=x", "mx.example"),
      ("(mx.example; dmarc=pass", "-"), ("mx.example; spf=pass (no end; dmarc=pass", "mx.example; spf=pass()"),
    ])
  func refuses(value: String, expected: String) { #expect(read(value) == expected) }

  @Test("the fields of a message are read from the top, and only so many")
  func ofMessage() {
    let fields = (0..<200).map { "Authentication-Results: mx\($0).example; spf=pass\r\n" }.joined()
    let message = Message(Array((fields + "Authentication-Results:\r\n\r\nx").utf8))
    #expect(message.authenticationResults.map(\.server) == (0..<50).map { "mx\($0).example" })
  }

  @Test("hostile values cost no more than their size")
  func hostile() {
    for piece in ["(", "((((", "\\(", "; a=b", "; a=b c=", " . ", "\"", "=", "a=b/"] {
      _ = read("mx.example; a=b " + String(repeating: piece, count: 50_000))
      _ = read(String(repeating: piece, count: 50_000))
    }
  }
}
