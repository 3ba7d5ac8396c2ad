/// The bounds within which hostile mail is read; what lies beyond them is kept as bytes and noted as a `Defect`.
public struct Limits: Sendable, Hashable {
  /// How deep multiparts may nest; a deeper one is kept whole, as a leaf.
  public var depth: Int

  /// How many parts a message may have; the last one holds all that follows.
  public var parts: Int

  /// How many fields one header may have; later ones are skipped.
  public var headerFields: Int

  /// How many bytes of one header are read as fields; later ones are skipped.
  public var headerBytes: Int

  /// How many bytes of one field's value are decoded.
  public var fieldBytes: Int

  /// How many addresses, ids or parameters are read from one field.
  public var listEntries: Int

  /// How many bytes one body may have once its transfer encoding is undone; the rest is cut off.
  public var decodedBytes: Int

  /// How many defects are kept.
  public var defects: Int

  /// Limits that no honest mail meets.
  public static let `default` = Limits()

  /// Makes limits, each with a default that no honest mail meets.
  public init(
    depth: Int = 250, parts: Int = 10_000, headerFields: Int = 10_000, headerBytes: Int = 8 << 20,
    fieldBytes: Int = 1 << 20, listEntries: Int = 10_000, decodedBytes: Int = 256 << 20, defects: Int = 200
  ) {
    self.depth = max(0, depth)
    self.parts = max(1, parts)
    self.headerFields = max(1, headerFields)
    self.headerBytes = max(1, headerBytes)
    self.fieldBytes = max(1, fieldBytes)
    self.listEntries = max(1, listEntries)
    self.decodedBytes = max(0, decodedBytes)
    self.defects = max(1, defects)
  }
}
