import Foundation
import Synchronization

/// Folders of one account take turns where the server allows it fewer connections than there are folders.
///
/// Nobody knows such a limit before it is met. From then on, for a while, only one of them opens a connection at a time and
/// closes it when its look is over; those that merely listen for news are asked to let go of theirs.
package final class IMAPTurns: Sendable {
  private struct Account {
    var crowdedUntil: ContinuousClock.Instant?
    /// Whether somebody has the turn.
    var isTaken = false
    /// When one of our connections was last closed.
    var lastEnd: ContinuousClock.Instant?
    var folders: [ObjectIdentifier: WeakFolder] = [:]

    var isCrowded: Bool { crowdedUntil.map { .now < $0 } ?? false }
  }

  private struct WeakFolder {
    weak var folder: IMAPFolder?
  }

  private let accounts = Mutex<[String: Account]>([:])
  private let changed = NSCondition()

  /// How long a limit is remembered.
  private static let memory = Duration.seconds(3600)
  /// QUIRK: servers count a connection for a moment after it has ended.
  private static let aftertaste = Duration.seconds(5)

  package init() {}

  /// Makes a folder known to those of the same account.
  func add(_ folder: IMAPFolder, of account: String) {
    accounts.withLock {
      $0[account, default: Account()].folders[ObjectIdentifier(folder)] = WeakFolder(folder: folder)
    }
  }

  func remove(_ folder: ObjectIdentifier, of account: String) {
    accounts.withLock { _ = $0[account]?.folders.removeValue(forKey: folder) }
  }

  /// Whether a connection is to be closed as soon as nothing is asked for.
  func isCrowded(_ account: String) -> Bool { accounts.withLock { $0[account]?.isCrowded ?? false } }

  /// Whether one of our own connections was closed so short a time ago that the server may still count it.
  func hasJustLeft(_ account: String) -> Bool {
    accounts.withLock { $0[account]?.lastEnd.map { .now - $0 < Self.aftertaste } ?? false }
  }

  /// The server has turned a folder away: those that only listen let go of their connections.
  func noteLimit(of account: String, by folder: IMAPFolder) {
    let others = accounts.withLock { accounts in
      accounts[account, default: Account()].crowdedUntil = .now + Self.memory
      return accounts[account]?.folders.values.compactMap(\.folder) ?? []
    }
    for other in others where other !== folder { other.stopListening() }
  }

  /// Waits for the turn where there are turns.
  ///
  /// - Returns: to be kept for as long as the connection; nil when the others did not come to an end.
  func take(_ account: String, patience: Int) -> IMAPTurn? {
    let end = Date(timeIntervalSinceNow: Double(patience))
    changed.lock()
    defer { changed.unlock() }
    while true {
      let turn: IMAPTurn? = accounts.withLock { accounts in
        let isCrowded = accounts[account]?.isCrowded ?? false
        guard isCrowded else { return IMAPTurn(self, account, isExclusive: false) }
        guard accounts[account]?.isTaken == false else { return nil }
        accounts[account]?.isTaken = true
        return IMAPTurn(self, account, isExclusive: true)
      }
      if let turn { return turn }
      guard changed.wait(until: end) else { return nil }
    }
  }

  fileprivate func end(_ turn: IMAPTurn) {
    changed.lock()
    accounts.withLock { accounts in
      if turn.wasConnected { accounts[turn.account]?.lastEnd = .now }
      if turn.isExclusive { accounts[turn.account]?.isTaken = false }
    }
    changed.broadcast()
    changed.unlock()
  }
}

/// A connection's place among those of its account; given up with it.
final class IMAPTurn: Sendable {
  fileprivate let account: String
  fileprivate let isExclusive: Bool
  private let turns: IMAPTurns
  private let connected = Mutex(false)

  /// Whether a server has counted it.
  fileprivate var wasConnected: Bool { connected.withLock { $0 } }

  fileprivate init(_ turns: IMAPTurns, _ account: String, isExclusive: Bool) {
    self.turns = turns
    self.account = account
    self.isExclusive = isExclusive
  }

  /// A connection stands.
  func noteConnection() { connected.withLock { $0 = true } }

  deinit { turns.end(self) }
}
