/// What is promised for a priority, in plain elapsed time.
package struct ServiceLevel: Sendable, Equatable {
  package var firstResponse: Span
  package var resolve: Span

  package init(firstResponse: Span, resolve: Span) {
    self.firstResponse = firstResponse
    self.resolve = resolve
  }
}

/// The promises for all three priorities.
package struct ServiceLevels: Sendable, Equatable {
  package var high = ServiceLevel(firstResponse: .hours(1), resolve: .hours(8))
  package var medium = ServiceLevel(firstResponse: .hours(8), resolve: .days(3))
  package var low = ServiceLevel(firstResponse: .hours(24), resolve: .days(7))

  package init() {}

  package subscript(priority: Priority) -> ServiceLevel {
    get {
      switch priority {
      case .high: high
      case .medium: medium
      case .low: low
      }
    }
    set {
      switch priority {
      case .high: high = newValue
      case .medium: medium = newValue
      case .low: low = newValue
      }
    }
  }
}
