/// Builds a stream as Outlook does (MS-OXTNEF).
package struct TNEFStream {
  package var bytes: [UInt8] = [0x78, 0x9F, 0x3E, 0x22, 0x01, 0x00]

  package init() {}

  package mutating func attribute(_ name: UInt16, level: UInt8, _ data: [UInt8]) {
    bytes += [level] + Self.little(UInt32(name), 2) + [0, 0] + Self.little(UInt32(data.count), 4) + data
    bytes += Self.little(UInt32(data.reduce(0) { ($0 + UInt32($1)) & 0xFFFF }), 2)
  }

  package static func little(_ value: UInt32, _ count: Int) -> [UInt8] {
    (0..<count).map { UInt8(truncatingIfNeeded: value >> UInt32(8 * $0)) }
  }

  package static func properties(_ list: [(type: UInt16, id: UInt16, value: [UInt8])]) -> [UInt8] {
    little(UInt32(list.count), 4)
      + list.flatMap { property -> [UInt8] in
        let head = little(UInt32(property.type), 2) + little(UInt32(property.id), 2)
        guard [0x1E, 0x1F, 0x102].contains(property.type) else { return head + property.value }
        let padding = [UInt8](repeating: 0, count: (4 - property.value.count % 4) % 4)
        return head + little(1, 4) + little(UInt32(property.value.count), 4) + property.value + padding
      }
  }

  package static func utf16(_ text: String) -> [UInt8] {
    text.utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] } + [0, 0]
  }
}
