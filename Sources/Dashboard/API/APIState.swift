/// What the operations of the API share between requests.
final class APIState: Sendable {
  let keys = KeysInFlight()
  let pace = RequestPace()
}
