/// What an IMAP server may say, in pieces of one size and in one: both must be understood the same.
enum Answers {
  static func hear(_ bytes: [UInt8], cutBy size: Int) {
    precondition(responses(bytes, cutBy: size) == responses(bytes, cutBy: bytes.count), "the network's cuts show")
    let name = IMAPFolderName.quoted(String(decoding: bytes, as: UTF8.self))
    precondition(name.utf8.allSatisfy { $0 >= 0x20 && $0 < 0x7F }, "a folder's name that breaks out")
  }

  private static func responses(_ bytes: [UInt8], cutBy size: Int) -> [IMAPResponse] {
    var framer = IMAPFramer(mostLiteral: 100)
    var heard: [IMAPResponse] = []
    var listing = IMAPListing(uidValidity: 1)
    for start in stride(from: 0, to: bytes.count, by: max(1, size)) {
      framer.push(bytes[start..<min(start + max(1, size), bytes.count)])
      // What a server says after nonsense is not heard.
      while true {
        guard let frame = try? framer.next() else { break }
        let response = IMAPResponse(frame)
        if case .fetch(let fetch) = response, let entry = IMAPListing.Entry(fetch) { listing.add([entry.uid: entry]) }
        heard.append(response)
      }
    }
    precondition(listing.entries.map(\.uid) == listing.entries.map(\.uid).sorted(), "the listing is out of order")
    _ = IMAPSequence.text(listing.entries.map(\.uid))
    return heard
  }
}
