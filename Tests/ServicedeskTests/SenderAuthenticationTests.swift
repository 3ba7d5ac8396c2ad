import Foundation
import Support
import Testing

/// What the trusted mail server says of a sender, from the configuration to the page.
@Suite("The word of the mail server")
struct SenderAuthenticationTests {
  private func desk(_ trusted: String) throws -> StormDesk {
    let desk = try StormDesk("desk.example", "trusted: \(trusted)")
    let own = "Authentication-Results: mx.desk.example;"
    for (number, field) in [
      "\(own) dmarc=pass header.from=acme.example", "\(own) dmarc=fail\n\(own) dmarc=pass",
      "Authentication-Results: mx.evil.example; dmarc=pass",
    ].enumerated() {
      try desk.put(
        "\(field)\nFrom: Ana <ana@acme.example>\nTo: support@desk.example\nSubject: \(number)\nMessage-ID: <\(number)@acme.example>\n\nx\n"
      )
    }
    _ = try desk.turn()
    return desk
  }

  @Test("a ticket shows it, in text and as JSON, and the evidence says why")
  func shown() throws {
    let desk = try desk("{authserv_id: mx.desk.example}")
    defer { desk.remove() }
    let expected = [
      ("1", "verified", "pass", "mx.desk.example: dmarc=pass for acme.example"),
      ("2", "NOT VERIFIED", "fail", "mx.desk.example: dmarc=fail for acme.example"),
      ("3", "not verified", "none", "mx.desk.example says nothing of its sender"),
    ]
    for (id, words, verdict, detail) in expected {
      #expect(try desk.run("show", id).output.contains(", \(words) ─"))
      let json = try desk.run("show", id, "--json").output
      #expect(json.contains(#""authentication":"\#(verdict)","authentication_detail":"\#(detail)""#), "\(json)")
      #expect(json.contains(#""authentication":null,"authentication_detail":null"#), "the notice has none")
      #expect(try desk.run("explain", id).output.contains(detail))
    }
  }

  @Test("nothing is said where no server is trusted")
  func untrusted() throws {
    let desk = try desk("{authserv_id: null}")
    defer { desk.remove() }
    #expect(try !desk.run("show", "1").output.contains("verified"))
    #expect(try desk.run("show", "1", "--json").output.contains(#""authentication":null"#))
    #expect(try !desk.run("explain", "1").output.contains("authentication"))
  }

  @Test("where it is required, what is not verified is put aside with the reason, and can be released")
  func required() throws {
    let desk = try desk("{authserv_id: mx.desk.example, require_authentication: true}")
    defer { desk.remove() }
    #expect(try desk.tickets().count == 1)
    let aside = try desk.run("intake", "list", "--disposition", "quarantined", "--json").output
    #expect(aside.contains("its sender is not authentic (mx.desk.example: dmarc=fail for acme.example)"))
    #expect(aside.contains("its sender is not authentic (mx.desk.example says nothing of its sender)"))
    #expect(aside.contains(#""reason":"rule""#) && !aside.contains(#""reason":"rule:"#), "scripts know that word")
    let table = try desk.run("intake", "list", "--disposition", "quarantined").output
    #expect(table.contains("rule: require_authe…"), "\(table)")
    let page = try desk.run("intake", "show", "2").output
    #expect(page.contains("quarantined (rule: require_authentication: its sender is not authentic ("), "\(page)")
    #expect(try desk.run("intake", "release", "2").status == 0)
    #expect(try desk.tickets().count == 2)
  }

  @Test("to require it without naming a server is a mistake, and is told")
  func requiredOfNobody() throws {
    let desk = try StormDesk("desk.example", "trusted: {require_authentication: true}")
    defer { desk.remove() }
    let run = try desk.run("list")
    #expect(run.status == 78 && run.errors.contains("authserv_id"), "\(run.errors)")
  }
}
