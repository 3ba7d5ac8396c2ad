import HTTPTypes
import Hummingbird

extension DashboardServer {
  /// All routes, in three groups: for everybody, for whoever is signed in, and for programs.
  func router() -> Router<DeskContext> {
    let router = Router(context: DeskContext.self, options: .autoGenerateHeadEndpoints)
    router.addMiddleware {
      ClientAddress(trustedProxies: Set(site.settings.trustedProxies))
      Compression()
      SecurityHeaders(isSecure: site.settings.isSecure)
      CountRequests(count: site.requests)
      ErrorAnswers(site: site)
      OriginCheck(publicHost: site.settings.publicHost)
    }
    addAssets(to: router.group())
    let everybody = router.group().add(middleware: Identify(site: site))
    for pages in publicPages { pages.add(to: everybody) }
    let operators = router.group().add(middleware: Identify(site: site)).add(middleware: SignedIn())
    for pages in operatorPages { pages.add(to: operators) }
    let programs = router.group("/api/v1")
    for resource in resources { resource.add(to: programs) }
    return router
  }

  /// Open to everybody; who is signed in is known where somebody is.
  private var publicPages: [any RouteGroup] {
    [
      SignInPage(site: site),
      InvitationPage(site: site),
      ReportPage(site: site),
      Probes(site: site),
      MetricsResource(site: site),
    ]
  }

  /// For operators who are signed in.
  private var operatorPages: [any RouteGroup] {
    [
      InboxPage(site: site),
      EventStream(site: site),
      HelpPage(site: site),
      AccountPage(site: site),
      OperatorsPage(site: site),
      TicketPage(site: site),
      TicketFiles(site: site),
      TicketActions(site: site),
      TicketComposer(site: site),
      NewTicketPage(site: site),
      ReportsPage(site: site),
      HealthPage(site: site),
    ]
  }

  /// For programs; each checks its bearer by itself.
  private var resources: [any RouteGroup] {
    [API(site: site)]
  }

  private func addAssets(to router: RouterGroup<DeskContext>) {
    let site = site
    router.get("/static/:name") { request, context in
      guard let name = context.parameters.get("name"), let asset = site.assets.named(name) else {
        throw PageError(.notFound)
      }
      return asset.response(to: request)
    }
  }
}
