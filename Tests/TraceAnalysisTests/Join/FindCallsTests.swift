import TestSupport
import Testing
import TraceModel

/// Which attempts belong to one call: as the log says, or as the rule finds.
struct FindCallsTests {
  private func model(_ id: String, _ name: String, _ at: Double, _ parts: EventPart...) -> String {
    event(id, .model, at: at, [.model(name), .input("refund?")] + parts)
  }

  private func calls(_ lines: String...) throws -> [String] {
    try #require(try count(files: ["log": lines]).trace()).calls
  }

  // MARK: As the log says

  @Test func `an attempt names the one before it`() throws {
    #expect(
      try calls(
        model("a", "fern", 1, .failed("timeout"), .attempt(number: 1, kind: "first")),
        model("b", "fern", 2, .failed("overloaded"), .attempt(of: "a", number: 2, kind: "retry")),
        model("c", "maple", 3, .attempt(of: "b", number: 3, kind: "fallback")))
        == ["a first, b retry, c fallback used"])
  }

  @Test func `without its kind an attempt is what its target says`() throws {
    #expect(
      try calls(
        model("a", "fern", 1, .failed("timeout")), model("b", "fern", 2, .attempt(of: "a")),
        model("c", "maple", 3, .attempt(of: "b")))
        == ["a first, b retry, c fallback used"])
  }

  @Test func `an attempt of one that is missing, itself or no attempt is a call of its own`() throws
  {
    #expect(
      try calls(
        event("r", .request), model("b", "fern", 2, .attempt(of: "nobody")),
        model("c", "fern", 3, .attempt(of: "r")), model("d", "fern", 4, .attempt(of: "d")))
        == ["b first used", "c first used", "d first used"])
  }

  @Test func `an attempt follows the one it names, also where the clocks say otherwise`() throws {
    #expect(
      try calls(
        model("a", "fern", 1, .attempt(of: "b", kind: "retry")),
        model("b", "fern", 2, .failed("timeout")))
        == ["b first, a retry used"])
  }

  @Test func `attempts that name each other in a ring begin with the earliest`() throws {
    #expect(
      try calls(
        model("a", "fern", 1, .failed("x"), .attempt(of: "c", kind: "retry")),
        model("b", "fern", 2, .failed("x"), .attempt(of: "a", kind: "retry")),
        model("c", "fern", 3, .attempt(of: "b", kind: "retry")))
        == ["a retry, b retry, c retry used"])
  }

  @Test func `a logged and an inferred link never make a ring`() throws {
    #expect(
      try calls(
        model("a", "fern", 1, .failed("x"), .attempt(of: "b", kind: "retry")),
        model("b", "fern", 2))
        == ["b first, a retry"])
  }

  @Test func `a number above one says that a failure before is continued`() throws {
    #expect(
      try calls(
        model("a", "fern", 1, .failed("timeout")), model("b", "fern", 2, .attempt(number: 2)))
        == ["a first, b retry used"])
    #expect(
      try calls(
        model("a", "fern", 1, .failed("timeout")), model("b", "fern", 2, .attempt(number: 1)))
        == ["a first", "b first used"])
  }

  @Test func `a number above one is enough where the log keeps no inputs`() throws {
    let noInput = EventPart.field("input_summary", .null)
    #expect(
      try calls(
        model("a", "fern", 1, .failed("timeout"), noInput),
        model("b", "maple", 2, .attempt(number: 2), noInput))
        == ["a first, b fallback used"])
    #expect(
      try calls(model("a", "fern", 1, .failed("timeout"), noInput), model("b", "maple", 2, noInput))
        == ["a first", "b first used"])
  }

  @Test func `only the last attempt of a call is used, and only if it is ok`() throws {
    #expect(
      try calls(model("a", "fern", 1), model("b", "fern", 2, .attempt(of: "a")))
        == ["a first, b retry used"])
    #expect(
      try calls(model("a", "fern", 1), model("b", "fern", 2, .attempt(of: "a"), .failed("x")))
        == ["a first, b retry"])
  }

  // MARK: As the rule finds

  @Test func `the same target with the same input after a failure is a retry`() throws {
    #expect(
      try calls(model("a", "fern", 1, .failed("timeout")), model("b", "fern", 2))
        == ["a first, b retry inferred used"])
  }

  @Test func `another model with the same input after a failure is a fallback`() throws {
    #expect(
      try calls(model("a", "fern", 1, .failed("timeout")), model("b", "maple", 2))
        == ["a first, b fallback inferred used"])
  }

  @Test(arguments: [
    ("after a success", [EventPart](), [EventPart]()),
    ("with another input", [.failed("timeout")], [.input("order?")]),
    ("under another parent", [.failed("timeout")], [.parent("p")]),
    ("of another stage", [.failed("timeout")], [.tool("fern"), .field("stage", .string("tool"))]),
  ])
  func `it is a new call`(_: String, first: [EventPart], second: [EventPart]) throws {
    let log = try count(
      event("a", .model, at: 1, [.model("fern"), .input("refund?")] + first),
      event("b", .model, at: 2, [.model("fern"), .input("refund?")] + second))
    #expect(log.trace()?.calls.count == 2)
  }

  @Test func `where no inputs are logged only the same target is a retry`() throws {
    #expect(
      try calls(
        event("a", .model, at: 1, .model("fern"), .failed("timeout")),
        event("b", .model, at: 2, .model("maple")), event("c", .model, at: 3, .model("fern")))
        == ["a first, c retry inferred used", "b first used"])
  }

  @Test func `a failure is continued once, the latest first`() throws {
    #expect(
      try calls(
        model("a", "fern", 1, .failed("timeout")), model("b", "fern", 2, .failed("timeout")),
        model("c", "maple", 3), model("d", "fern", 4))
        == ["a first, b retry inferred, c fallback inferred used", "d first used"])
  }

  // MARK: What follows from it

  @Test func `a path is written as its targets and results`() throws {
    let log = try count(
      model("a", "fern", 1, .failed("rate_limit")), model("b", "fern", 2, .status("cancelled")),
      model("c", "maple", 3), event("t", .tool, at: 4, .tool("lookup"), .failed("timeout")),
      event("u", .tool, at: 5, .tool("lookup")), event("x", .tool, at: 6, .tool("alone")))
    #expect(
      log.summary.paths.map(\.path.text) == [
        "fern rate_limit → fern cancelled → maple ok · lookup timeout → lookup ok"
      ])
    #expect(try count(model("a", "fern", 1)).summary.paths.map(\.path.text) == ["direct"])
  }

  @Test func `an error type on an attempt that is ok does not show in the path`() throws {
    let log = try count(
      model("a", "fern", 1, .failed("timeout")),
      model("b", "fern", 2, .field("error", .object([.init("type", .string("late"))]))))
    #expect(log.summary.paths.map(\.path.text) == ["fern timeout → fern ok"])
  }

  @Test func `retry spend is the cost of every attempt that was not used`() throws {
    let log = try count(
      model("a", "fern", 1, .failed("timeout"), .costs("0.1")),
      model(
        "b", "maple", 2, .failed("timeout"), .costs("0.02"), .attempt(of: "a", trigger: "slow")),
      model("c", "oak", 3, .costs("1"), .attempt(of: "b")),
      event("t", .tool, at: 4, .tool("lookup"), .failed("timeout"), .costs("0.003", "tool")))
    #expect(log.summary.cost.retries == "0.123")
    #expect(log.summary.cost.thrownAwayByModel == ["fern": "0.1", "maple": "0.02"])
    #expect(log.summary.cost.thrownAwayByTrigger == ["slow": "0.1", "timeout": "0.023"])
    #expect(log.summary.attempts.triggers == ["slow": 1])
    #expect(log.summary.attempts.first == 2)
    #expect(log.summary.attempts.fallback == 2)
  }

  @Test func `attempts that a number names and no event has are unaccounted`() throws {
    let log = try count(
      model("a", "fern", 1, .failed("timeout"), .costs("0.1"), .attempt(number: 1)),
      model("b", "fern", 2, .costs("0.3"), .attempt(of: "a", number: 4)))
    #expect(log.summary.cost.unaccountedEvents == 2)
    #expect(log.summary.cost.unaccountedAtMost == "0.6")
  }
}
