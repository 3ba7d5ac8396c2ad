import Dashboard
import Desk
import Foundation
import Logging
import ServiceLifecycle
import Store
import Synchronization
import Work

/// A desk at work: its dashboard first, and everything else once that listens.
struct RunningDesk: Sendable {
  let parts: ServingParts
  let environment: [String: String]
  let database: String
  let invitation: PrintedInvitation
  private let group: ServiceGroup
  private let logger = Logger(label: "serve")

  init(_ parts: ServingParts, environment: [String: String], database: String, invitation: PrintedInvitation) {
    self.parts = parts
    self.environment = environment
    self.database = database
    self.invitation = invitation
    group = ServiceGroup(
      configuration: .init(
        services: [.init(service: parts.dashboard, serviceName: "dashboard")], logger: Logger(label: "lifecycle")))
  }

  /// Runs until it is told to stop, and returns when what was in hand is finished and the database is closed.
  ///
  /// - Throws: `ListenError`, or what ended the dashboard.
  func run() throws {
    defer { close() }
    try Blocking.wait { [self] in try await serve() }
  }

  /// So that all is in the one file: a log that is left beside it would be replayed into whatever takes its place.
  private func close() {
    do {
      try parts.store.close()
    } catch {
      logger.warning("the database could not be closed; nothing is lost", metadata: ["error": "\(error)"])
    }
  }

  /// Asks it to finish; may be called from any thread, and often.
  func stop() {
    Task { await group.triggerGracefulShutdown() }
  }

  private func serve() async throws {
    let running = Task {
      defer { parts.listening.finish() }
      try await group.run()
    }
    var presence: ServePresence?
    for await port in parts.ports {
      let url = parts.settings.publicURL ?? ListenAddress.url(host: parts.settings.host, port: port)
      presence = ServePresence(besideDatabase: database, url: url)
      for named in parts.services {
        await group.addServiceUnlessShutdown(.init(service: named.service, serviceName: named.name))
      }
      announce(url, port)
      await invite(url, isAlone: presence?.isAlone ?? true)
    }
    presence?.leave()
    try await running.value
  }

  private func announce(_ url: String, _ port: Int) {
    if parts.settings.courier.hasPrefix("maildir:") {
      logger.warning("no relay is configured, nobody gets any mail: it is written to \(parts.settings.courier)")
    }
    logger.notice(
      "ready",
      metadata: [
        "url": "\(url)", "port": .stringConvertible(port), "database": "\(database)",
        "courier": "\(parts.settings.courier)",
        "mailboxes": .stringConvertible(parts.settings.mailboxes.count), "version": "\(parts.settings.version)",
      ])
    if parts.settings.mailboxes.isEmpty {
      logger.warning("no mailbox is configured: add mailboxes to a queue, then start again")
    }
    SystemdNotice.send("READY=1\nSTATUS=\(url)", environment: environment)
  }

  /// Prints the way in while nobody has one: the one line on standard output, and nowhere else.
  ///
  /// A link that was printed by this one under another configuration still works, and so does one of another `serve`: it
  /// must not die of one that comes beside it.
  private func invite(_ url: String, isAlone: Bool) async {
    let work = parts.work
    do {
      let (secret, isOut): (String?, Bool) = try await Blocking.onThread {
        if try work.hasPasswords() { return (nil, false) }
        let isPrinted = invitation.isPrinted.load(ordering: .relaxed)
        if isPrinted || !isAlone, try work.isFirstInvitationOpen() { return (nil, !isPrinted) }
        return (try work.makeInvitation(for: nil, by: .desk), false)
      }
      if isOut {
        logger.notice("another serve works on this database: the link that it printed sets the first password here too")
      }
      guard let secret else { return }
      invitation.isPrinted.store(true, ordering: .relaxed)
      FileOutput.standard.writeQuietly(
        "Open \(InvitationLink.url(secret: secret, under: url)) to set the first password (valid 24 hours).\n")
    } catch {
      logger.warning("could not make the link for the first password: start again", metadata: ["error": "\(error)"])
    }
  }
}

/// Whether this process has printed the link that sets the first password: once, however often it is configured anew.
final class PrintedInvitation: Sendable {
  let isPrinted = Atomic(false)
}
