import Desk
import Store
import Testing
import Work

@Suite struct OperatorTests {
  @Test("the last operator who may act cannot be disabled: nobody could undo it")
  func theLastOperatorStays() throws {
    let bench = try Workbench()
    func disable(_ name: String) throws {
      try bench.work.perform { transaction in
        var one = try #require(try transaction.operator(named: name))
        one.isDisabled = true
        try bench.work.changeOperator(one, by: .desk, in: transaction)
      }
    }
    try disable("bob")
    try disable("carol")
    // dora only reads, and emil is disabled: without alice nobody could do anything any more.
    let refusal = #expect(throws: Refusal.self) { try disable("alice") }
    #expect(refusal?.code == .notPermitted)
  }

  @Test("who came to be by acting has only a name, and add gives them the rest")
  func addCompletesWhoeverActedFirst() throws {
    let bench = try Workbench()
    let zoe = Operator(name: "zoe", fullName: "Zoe Roth", address: EmailAddress("zoe@desk.example"))
    try bench.work.perform { transaction in
      _ = try bench.work.ensureOperator("zoe", in: transaction)
      try bench.work.addOperator(zoe, by: Workbench.alice, in: transaction)
    }
    #expect(try bench.store.operator(named: "zoe") == zoe)
    let again = #expect(throws: Refusal.self) {
      try bench.work.perform { try bench.work.addOperator(zoe, by: Workbench.alice, in: $0) }
    }
    #expect(again?.code == .alreadyThere)
  }
}
