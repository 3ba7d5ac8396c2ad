import Desk
import Glibc
import Store
import Work

/// Who acts: `--as`, else `$SERVICEDESK_OPERATOR`, else the login name.
struct Acting {
  let name: String
  /// Whether it was said with `--as`: a name that nobody has is a slip then, and not a new operator.
  let isExplicit: Bool

  init(_ desk: Wiring) throws {
    if let name = desk.options.actor {
      self.init(name: name, isExplicit: true)
    } else if let name = desk.environment["SERVICEDESK_OPERATOR"], !name.isEmpty {
      self.init(name: name, isExplicit: false)
    } else {
      self.init(name: try Self.loginName(), isExplicit: false)
    }
  }

  private init(name: String, isExplicit: Bool) {
    self.name = name
    self.isExplicit = isExplicit
  }

  /// The name of whoever runs this, by the system's list of users.
  private static func loginName() throws -> String {
    guard let user = getpwuid(geteuid()), let name = user.pointee.pw_name else {
      throw UsageError("nobody here has a login name; say who acts with --as NAME")
    }
    return String(cString: name)
  }
}

extension Wiring {
  /// Runs verbs in one transaction, as the operator who acts: all of it or nothing.
  ///
  /// A login name becomes an operator with its first act, in the same transaction; that is said once.
  func act<Value>(_ work: DeskWork, _ body: (Actor, Transaction) throws -> Value) throws -> Value {
    let acting = try Acting(self)
    let (value, isNew) = try work.perform { transaction in
      let isNew = try enter(acting, work, transaction)
      return (try body(.operator(acting.name), transaction), isNew)
    }
    if isNew { sayNew(acting) }
    return value
  }

  /// The operator who acts, for verbs that open a transaction of their own.
  func actor(_ work: DeskWork) throws -> Actor {
    let acting = try Acting(self)
    if try work.store.operator(named: acting.name) == nil {
      if try work.perform({ try enter(acting, work, $0) }) { sayNew(acting) }
    }
    return .operator(acting.name)
  }

  private func enter(_ acting: Acting, _ work: DeskWork, _ transaction: Transaction) throws -> Bool {
    guard try transaction.operator(named: acting.name) == nil else { return false }
    if acting.isExplicit { throw try unknownOperator(acting.name, work.store) }
    return try work.ensureOperator(acting.name, in: transaction).isNew
  }

  private func sayNew(_ acting: Acting) {
    printer.remark(
      "\(acting.name) is an operator now; more about them: servicedesk operator add NAME --address ADDRESS")
  }

  /// The error for an operator's name that nobody has, with the nearest.
  func unknownOperator(_ name: String, _ store: TicketStore) throws -> UsageError {
    let names = try store.operators().filter { !$0.isDisabled }.map(\.name)
    return UsageError(no: "operator", name, among: names, listedAs: "Operators")
  }
}
