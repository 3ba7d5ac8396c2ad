import HTTPTypes
import Hummingbird
import Logging
import NIOCore
import Store

/// What a supervisor or a load balancer asks: whether the process is there, and whether it can do its work.
///
/// Open to everybody, so they name no mailbox and no server.
struct Probes: RouteGroup {
  let site: Site

  func add(to router: RouterGroup<DeskContext>) {
    router.get("/healthz") { _, _ in Self.answer("ok\n", .ok) }
    router.get("/readyz") { _, _ in
      let failing = await failing()
      guard !failing.isEmpty else { return Self.answer("ready\n", .ok) }
      return Self.answer(failing.map { "not ready: \($0)\n" }.joined(), .serviceUnavailable)
    }
  }

  private func failing() async -> [String] {
    let board = site.board
    do {
      let troubles = try await site.read { try HealthReading($0, board: board) }.troubles
      var lines: [String] = []
      for trouble in troubles {
        let line =
          switch trouble {
          case .mailbox: "a mailbox cannot be read"
          case .delivery, .stuck: "mail cannot be delivered"
          case .service: "a part of the program cannot do its work"
          }
        if !lines.contains(line) { lines.append(line) }
      }
      return lines
    } catch {
      site.logger.error("readiness cannot be told", metadata: ["error": "\(error)"])
      return ["the database cannot be read"]
    }
  }

  private static func answer(_ text: String, _ status: HTTPResponse.Status) -> Response {
    Response(
      status: status, headers: [.contentType: "text/plain; charset=utf-8"],
      body: ResponseBody(byteBuffer: ByteBuffer(string: text)))
  }
}
