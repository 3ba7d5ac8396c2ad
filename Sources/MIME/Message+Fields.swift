/// What the fields of the root's header say.
extension Message {
  /// The Subject, decoded and unfolded; of several the first.
  public var subject: String? { text(.subject) }

  /// Who wrote it.
  public var from: [Address] { addresses(.from) }

  /// Who sent it for them.
  public var sender: [Address] { addresses(.sender) }

  /// Whom it is to.
  public var to: [Address] { addresses(.to) }

  /// Who gets a copy.
  public var cc: [Address] { addresses(.cc) }

  /// Who gets a copy unseen.
  public var bcc: [Address] { addresses(.bcc) }

  /// Where answers go.
  public var replyTo: [Address] { addresses(.replyTo) }

  /// When the sender says it was written.
  public var date: DateTime? { headers[.date].flatMap { DateField.read($0.rawValue) } }

  /// When the last hop received it: the topmost Received.
  public var received: DateTime? {
    headers[.received].flatMap { field in
      let value = field.rawValue
      return value.lastIndex(of: Byte.semicolon).flatMap { DateField.read(value[($0 + 1)...]) }
    }
  }

  /// Its id, without brackets.
  public var messageID: String? { headers[.messageID].flatMap { MessageIDList.first($0.rawValue) } }

  /// The ids it answers, without brackets.
  public var inReplyTo: [String] { ids(.inReplyTo) }

  /// The ids of its conversation, eldest first, without brackets.
  public var references: [String] { ids(.references) }

  /// The envelope sender, where the last hop wrote it down.
  public var returnPath: ReturnPath? {
    headers[.returnPath].flatMap { ReturnPath(limited($0.rawValue), limits: limits) }
  }

  /// The decoded text of a field's first occurrence.
  public func text(_ name: HeaderName) -> String? { headers[name].map { Unstructured.text(limited($0.rawValue)) } }

  /// The decoded text of a field's first occurrence, by a name not known before.
  public func text(_ name: String) -> String? { HeaderName(name).flatMap(text) }

  /// The decoded texts of all occurrences of a field.
  public func texts(_ name: HeaderName) -> [String] {
    headers.all(name).map { Unstructured.text(limited($0.rawValue)) }
  }

  /// The decoded texts of all occurrences of a field, by a name not known before.
  public func texts(_ name: String) -> [String] { HeaderName(name).map(texts) ?? [] }

  /// The addresses in all fields of a name: where one is sent twice, nobody is left out.
  public func addresses(_ name: HeaderName) -> [Address] {
    var addresses: [Address] = []
    for field in headers.all(name).prefix(100) where addresses.count < limits.listEntries {
      addresses += AddressList(limited(field.rawValue), limits: limits).addresses
    }
    return addresses
  }

  private func ids(_ name: HeaderName) -> [String] {
    headers[name].map { MessageIDList.read(limited($0.rawValue), limits: limits) } ?? []
  }

  private func limited(_ value: ArraySlice<UInt8>) -> ArraySlice<UInt8> { value.prefix(limits.fieldBytes) }
}
