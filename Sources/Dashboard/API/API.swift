import Desk
import HTTPTypes
import Hummingbird
import Work

/// The desk for programs: every operation under `/api/v1`, as the document at `/api/v1/openapi.json` describes it.
struct API: RouteGroup {
  let site: Site

  /// Methods that a path answers with 405 and `Allow` where it has no operation for them.
  private static let methods: [HTTPRequest.Method] = [
    .get, .head, .post, .put, .patch, .delete, .options, .trace, .connect, HTTPRequest.Method("QUERY"),
  ].compactMap(\.self)

  /// All that programs can ask for, resource by resource.
  static let operations: [Operation] = [
    DocumentResource().operations, TicketResource().operations, TicketVerbs().operations, WatcherResource().operations,
    MessageResource().operations, SearchResource().operations, EventResource().operations,
    IntakeResource().operations, OutboxResource().operations, DeskResource().operations,
  ].flatMap(\.self)

  func add(to router: RouterGroup<DeskContext>) {
    let paths = Dictionary(grouping: Self.operations, by: \.path)
    for (path, operations) in paths {
      for operation in operations {
        router.on(RouterPath(path), method: operation.method) { request, context in
          try await answer(operation, request, context)
        }
      }
      addRefusals(of: path, operations.map(\.method), to: router)
    }
  }

  private func addRefusals(
    of path: String, _ methods: [HTTPRequest.Method], to router: RouterGroup<DeskContext>
  ) {
    let allowed = methods.contains(.get) ? methods + [.head] : methods
    for method in Self.methods where !allowed.contains(method) {
      router.on(RouterPath(path), method: method) { request, _ -> Response in
        ProblemDocument(.methodNotAllowed(method, allowed), instance: request.uri.path).response()
      }
    }
  }

  /// Checks what all operations check, and lets the operation answer.
  private func answer(_ operation: Operation, _ request: Request, _ context: DeskContext) async throws -> Response {
    do {
      let accepted = MediaRanges(request.headers[.accept])
      guard operation.types.contains(where: { accepted.quality(of: $0) > 0 }) else {
        throw Problem.notAcceptable(operation.types)
      }
      var context = context
      if let scope = operation.scope {
        context.visitor = try await Caller(site: site).visitor(of: request, for: operation, scope)
      }
      let call = Call(request: request, context: context, operation: operation, site: site)
      if !operation.isSafe, let seconds = site.programs.pace.take(call.principal, at: site.now) {
        throw Problem.tooMany(retryAfter: seconds)
      }
      if operation.parameters.isEmpty { try call.query.check() }
      return try await operation.answer(call)
    } catch let problem as Problem {
      return ProblemDocument(problem, instance: request.uri.path).response()
    } catch let refusal as Refusal {
      return ProblemDocument(Problem(refusal), instance: request.uri.path).response()
    }
  }
}
