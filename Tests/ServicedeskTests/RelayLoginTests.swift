import Foundation
import Support
import Testing

/// The real program at a relay that wants a login: who may see the password.
@Suite(
  .enabled(
    if: PostfixServer.isUsable && DovecotServer.isUsable,
    "Postfix or Dovecot is not installed, or the test does not run as root"))
struct RelayLoginTests {
  @Test func thePasswordIsSeenByTheRelayAlone() throws {
    let password = "corr3ct-h0rse-battery"
    let passwords = try DovecotServer(
      extra: "passdb {\n  driver = static\n  args = password=\(password)\n}\nauth_failure_delay = 0")
    let home = try TestMaildir()
    let relay = try PostfixServer(deliveringInto: home, extra: PostfixServer.asking(passwords))
    let desk = try ServingDesk(relay: relay.url, "log: {level: trace}")
    defer { desk.remove() }
    let config = desk.folder.url.appending(path: "servicedesk.yaml")
    let text = try String(contentsOf: config, encoding: .utf8).replacing(
      "tls: never", with: "ca_file: \(relay.certificate), username: desk, password_file: relay-password")
    try text.write(to: config, atomically: true, encoding: .utf8)
    try desk.folder.write("relay-password", password + "\n")
    let serve = try desk.serve()
    try desk.put(1)
    try serve.awaitLog("delivery: sent", "ticket=SD-1")
    let processes = try ProcessList.text()
    #expect(processes.contains("serve"))
    serve.signal(SIGTERM)
    #expect(serve.end() == 0)
    let doctor = try desk.run("doctor")
    #expect(doctor.output.contains(relay.url), "\(doctor)")
    #expect(relay.log.contains("sasl_username=desk"))
    let login = Data("\0desk\0\(password)".utf8).base64EncodedString()
    for secret in [password, login] {
      #expect(!serve.log.contains { $0.contains(secret) })
      #expect(!doctor.output.contains(secret) && !doctor.errors.contains(secret))
      #expect(!processes.contains(secret))
    }
  }
}
