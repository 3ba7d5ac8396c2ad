import Desk
import HTTPTypes
import Hummingbird
import Synchronization

/// Stands before the public form: closed unless it is configured, and never more open than the desk can bear.
///
/// What it refuses has not been read yet.
final class ReportDoor: RouterMiddleware {
  typealias Context = DeskContext

  private let site: Site
  private let tries = RateLimit(perClient: 30, inAll: 300, span: .minutes(10))
  private let inHand = Mutex<[String: Int]>([:])

  /// Bodies that are held in memory at once, and those of one client: nobody slow keeps the others out.
  private static let mostAtOnce = 8
  private static let mostOfOne = 2

  init(site: Site) {
    self.site = site
  }

  func handle(
    _ request: Request, context: DeskContext, next: (Request, DeskContext) async throws -> Response
  ) async throws -> Response {
    guard site.settings.hasReportForm else { throw PageError(.notFound) }
    guard request.method == .post else { return try await next(request, context) }
    let words = site.words[context.language]
    if let seconds = tries.take(context.client, at: site.now) {
      throw PageError(.tooMany, ReportPage.sentence(seconds, site, words), retryAfter: seconds)
    }
    let client = RateLimit.network(of: context.client)
    guard enter(client) else { throw PageError(.tooMany, words("report.busy"), retryAfter: 10) }
    defer { leave(client) }
    do {
      return try await next(request, context)
    } catch let error as PageError {
      guard error.code == .tooLarge else { throw error }
      throw PageError(.tooLarge, words("report.tooLarge", ["n": Shown.bytes(ReportPage.limits.fileBytes)]))
    }
  }

  private func enter(_ client: String) -> Bool {
    inHand.withLock { inHand in
      let own = inHand[client, default: 0]
      guard own < Self.mostOfOne, inHand.values.reduce(0, +) < Self.mostAtOnce else { return false }
      inHand[client] = own + 1
      return true
    }
  }

  private func leave(_ client: String) {
    inHand.withLock { inHand in
      let left = inHand[client, default: 0] - 1
      inHand[client] = left > 0 ? left : nil
    }
  }
}
