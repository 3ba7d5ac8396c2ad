extension TicketStore {
  /// The names of all queues that tickets have been in.
  package func queueNames() throws -> [String] {
    try read { try $0.all("SELECT name FROM queue ORDER BY name", []) { $0[0] } }
  }
}
