import Desk
import HTTPTypes

extension Refusal.Code {
  /// The status of an answer that tells it, to people and to programs alike.
  var status: HTTPResponse.Status {
    switch self {
    case .unknownTicket, .unknownRow: .notFound
    case .notPermitted: .forbidden
    case .conflict, .illegalMove, .alreadyThere: .conflict
    case .emptyText, .badValue, .noRecipient, .unknownOperator, .unknownQueue: .unprocessableContent
    }
  }
}
