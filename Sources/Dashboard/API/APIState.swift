import Store

/// What the operations of the API share between requests.
final class APIState: Sendable {
  let lists: ListCache
  let keys = KeysInFlight()
  let pace = RequestPace()

  init(store: TicketStore) throws {
    lists = ListCache(try store.changeWatch())
  }
}
