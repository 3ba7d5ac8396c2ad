import MIME
import Store

extension MessageHead {
  /// The header alone: parsing a body would be of no use to who asks for this.
  var header: Message {
    let lineFeed = UInt8(ascii: "\n")
    var start = 0
    while let end = bytes[start...].firstIndex(of: lineFeed) {
      let line = bytes[start..<end]
      if line.isEmpty || line.elementsEqual([UInt8(ascii: "\r")]) { return Message(Array(bytes[...end])) }
      start = end + 1
    }
    return Message(bytes)
  }
}
