package import Desk
package import Store
import Triage

extension TicketStore {
  /// A ticket's conversation, with what the trusted mail server found out about who sent each message.
  ///
  /// It is read from the messages' own headers; where no server is trusted nothing is read.
  package func conversation(of id: TicketID, trusted: TrustSettings) throws -> [ConversationEntry] {
    var conversation = try conversation(of: id)
    guard trusted.authservID != nil else { return conversation }
    let heads = Dictionary(try heads(of: id).map { ($0.message, $0) }) { first, _ in first }
    for index in conversation.indices {
      guard let head = heads[conversation[index].id] else { continue }
      conversation[index].authentication = SenderAuthentication(of: head.header, trusted: trusted)
    }
    return conversation
  }
}
