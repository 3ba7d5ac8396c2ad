import Testing
import HummingbirdTesting
@testable import Dashboard
@Test func x() { #expect(DashboardServer().css > 0) }
