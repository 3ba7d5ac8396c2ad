/// A mail address and the name that was sent with it.
public struct Address: Sendable, Hashable, CustomStringConvertible {
  /// The name of the person, decoded; nil where none was sent.
  public var name: String?

  /// `local@domain` as sent, decoded.
  public var address: String

  /// Makes an address.
  public init(name: String? = nil, address: String) {
    self.name = name
    self.address = address
  }

  /// What stands before the last `@`, or all where there is none.
  public var localPart: String {
    address.lastIndex(of: "@").map { String(address[..<$0]) } ?? address
  }

  /// What stands after the last `@`, in lower case, or nothing where there is none.
  public var domain: String {
    address.lastIndex(of: "@").map { address[address.index(after: $0)...].lowercased() } ?? ""
  }

  /// `Name <local@domain>` for people to read; not fit for a header.
  public var description: String { name.map { "\($0) <\(address)>" } ?? address }
}

/// Where delivery failures go, as the last hop wrote it down.
public enum ReturnPath: Sendable, Hashable {
  /// `<>`: nobody is to be told.
  case null
  /// The envelope sender.
  case address(String)

  init?(_ value: ArraySlice<UInt8>, limits: Limits) {
    var cursor = FieldCursor(value)
    cursor.skipComments()
    if cursor.isAtEnd { return nil }
    if cursor.take(Byte.openAngle) {
      cursor.skipWhitespace()
      if cursor.peek == Byte.closeAngle {
        self = .null
        return
      }
    }
    guard let first = AddressList(value, limits: limits).addresses.first, !first.address.isEmpty else { return nil }
    self = .address(first.address)
  }
}
