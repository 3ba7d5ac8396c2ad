import Desk
import Foundation
import Support
import Testing

@testable import Courier

@Suite struct CourierRouteTests {
  private func relay(_ url: String, _ change: (inout CourierSettings) -> Void = { _ in }) throws -> SMTPRelay {
    var settings = CourierSettings(url: url)
    change(&settings)
    return try SMTPRelay(settings)
  }

  @Test(arguments: [
    ("smtp://relay.example", "smtp://relay.example:25"), ("SMTP://Relay.Example:587/", "smtp://relay.example:587"),
    ("smtps://relay.example", "smtps://relay.example:465"), ("smtp://[::1]:2525", "smtp://[::1]:2525"),
    ("smtp://127.0.0.1:2525", "smtp://127.0.0.1:2525"),
  ]) func aRelayHasOneName(_ url: String, _ name: String) throws {
    #expect(try relay(url).name == name)
  }

  @Test(arguments: [
    "", "relay.example", "http://relay.example", "smtp://", "smtp://relay example", "smtp://relay.example:0",
    "smtp://relay.example:99999", "smtp://relay.example:", "smtp://relay.example/path", "smtp://relay\r\n",
    "smtp://[::1",
    "smtp://-relay", "maildir:", "maildir://x", "maildir:a\nb",
  ]) func whatIsNoRouteIsSaidToBeNone(_ url: String) {
    let error = #expect(throws: CourierError.self) { try CourierRoute(CourierSettings(url: url), relativeTo: "/") }
    #expect(error?.code == .malformedURL)
  }

  @Test func aPasswordInTheURLIsRefusedAndNotRepeated() {
    let error = #expect(throws: CourierError.self) { try relay("smtp://desk:secret@relay.example") }
    #expect(error?.code == .malformedURL)
    #expect(error?.description.contains("secret") == false)
    #expect(error?.description.contains("password_file") == true)
  }

  @Test func aPasswordNeverCrossesTheNetworkInPlainText() throws {
    let withPassword: (inout CourierSettings) -> Void = { $0.password = "secret" }
    let error = #expect(throws: CourierError.self) {
      try relay("smtp://relay.example") {
        withPassword(&$0)
        $0.tls = .never
      }
    }
    #expect(error?.code == .insecure)
    let offered = try relay("smtp://relay.example") {
      withPassword(&$0)
      $0.tls = .offered
    }
    #expect(offered.startTLS == .required)
    #expect(offered.verifiesCertificate)
    let loopback = try relay("smtp://127.0.0.1") {
      withPassword(&$0)
      $0.tls = .never
    }
    #expect(loopback.startTLS == .never)
  }

  @Test func aHostThatOnlyLooksLikeLoopbackIsNone() {
    #expect(throws: CourierError.self) {
      try relay("smtp://127.0.0.1.evil.example") {
        $0.password = "secret"
        $0.tls = .never
      }
    }
  }

  @Test func aMissingCertificateFileIsNamed() {
    let error = #expect(throws: CourierError.self) {
      try relay("smtps://relay.example") { $0.caFile = "/nowhere/ca.pem" }
    }
    #expect(error?.code == .noFile)
    #expect(error?.description.contains("/nowhere/ca.pem") == true)
  }

  @Test func aMaildirIsMadeForItsOwnerAlone() throws {
    let home = try TestMaildir()
    let route = try CourierRoute(CourierSettings(url: "maildir:outgoing"), relativeTo: home.folder.path)
    #expect(route.name == "maildir:\(home.folder.path)/outgoing")
    try route.check()
    #expect(
      try FileManager.default.subpathsOfDirectory(atPath: home.folder.path + "/outgoing").sorted() == [
        "cur", "new", "tmp",
      ])
    let courier = try route.open()
    let outcome = courier.deliver(
      Envelope(sender: "", recipient: "ana@acme.example", bytes: MailCourierContract.mail))
    guard case .accepted(let reply) = outcome, reply.hasPrefix("written to ") else {
      Issue.record("not accepted")
      return
    }
    let path = String(reply.dropFirst("written to ".count))
    let attributes = try FileManager.default.attributesOfItem(atPath: path)
    #expect((attributes[.posixPermissions] as? NSNumber)?.intValue == 0o600)
    #expect(
      try String(contentsOfFile: path, encoding: .utf8)
        == "Return-Path: <>\nDelivered-To: ana@acme.example\n"
        + String(decoding: MailCourierContract.mail, as: UTF8.self).replacing("\r\n", with: "\n"))
  }

  @Test func aMaildirThatCannotBeMadeIsSaidToBe() throws {
    let home = try TestMaildir()
    try home.put("file", "x", in: "tmp")
    let route = try CourierRoute(CourierSettings(url: "maildir:\(home.path)/tmp/file"), relativeTo: "/")
    let error = #expect(throws: CourierError.self) { try route.check() }
    #expect(error?.code == .cannotWrite)
  }
}
