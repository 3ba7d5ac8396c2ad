import Desk
import Foundation
import MIME
import Mailbox
import Store
import Triage
import Work

/// Reads and parses messages: all the costly work that needs no database, done away from the writer.
struct Reading: Sendable {
  let source: any MailSource
  let settings: DeskSettings
  let identity: MessageIdentity
  let options: IntakeOptions

  /// Threads of their own that stay a bounded way ahead of the writer.
  func ahead(of pending: [WaitingMail]) -> ReadAhead<WaitingMail, Examined> {
    ReadAhead(
      pending, threads: max(2, ProcessInfo.processInfo.activeProcessorCount),
      mostReady: 2 * IntakeOptions.batchMessages,
      mostWeight: 2 * IntakeOptions.batchBytes, weigh: { $0.size }, work: examine)
  }

  /// Reads, parses and inquires one message; what cannot be read is a value too, so that the others go on.
  @Sendable func examine(_ waiting: WaitingMail) -> Examined {
    do throws(MailboxError) {
      let fetched = try source.read(waiting.key, limit: options.maxSize)
      FailPoint.hit("read")
      return examine(fetched, key: waiting.key)
    } catch {
      return Examined(key: waiting.key, content: Self.content(error), size: 0)
    }
  }

  private static func content(_ error: MailboxError) -> Examined.Content {
    switch error.code {
    case .gone: .gone
    case .unreadable: .unreadable(error.description)
    default: .unreachable(error)
    }
  }

  /// Reads a message and leaves it at that: whoever parses it may die of it.
  func unparsed(_ waiting: WaitingMail) -> Examined {
    do throws(MailboxError) {
      let fetched = try source.read(waiting.key, limit: options.maxSize)
      let raw = RawMail(bytes: fetched.bytes, digest: ContentDigest.sha256(fetched.bytes))
      return Examined(key: waiting.key, content: .unparsed(raw), size: fetched.bytes.count)
    } catch {
      return Examined(key: waiting.key, content: Self.content(error), size: 0)
    }
  }

  private func examine(_ fetched: FetchedMail, key: MailKey) -> Examined {
    let mail = IncomingMail(
      bytes: fetched.bytes, mailbox: source.name, key: key.name,
      fileTime: Instant(microseconds: fetched.fileTime), queue: options.queue,
      oversize: fetched.isComplete ? nil : fetched.size)
    let inquiry = Inquiry(mail, settings: settings, identity: identity)
    return Examined(key: key, content: .mail(mail, inquiry, KeptMail(mail)), size: fetched.bytes.count)
  }
}
