import Desk

extension BodyReader {
  private static let members = ["name", "address"]

  /// A person; nil where it is missing or null.
  mutating func person(_ name: String) -> Person? {
    object(name, members: Self.members) { $0.person() }
  }

  /// A person who must be there.
  mutating func neededPerson(_ name: String) -> Person? {
    if lacks(name) { fault(name, "\(name) is an object with name and address") }
    return person(name)
  }

  mutating func people(_ name: String, most: Int) -> [Person] {
    objects(name, most: most, members: Self.members) { $0.person() }
  }

  /// The person that the object itself is.
  mutating func person() -> Person {
    Person(name: optionalText("name", TextLimit.line), address: EmailAddress(text("address", TextLimit.address)))
  }
}
