import TestSupport
import Testing
import TraceAnalysis
import TraceModel

/// Findings that hold one thing of a log against another: a tool's result against a later one, and
/// a recorded cost against the price table.
struct ContradictionTests {
  private func lookup(
    _ id: String, at seconds: Double, _ input: String, _ output: String, _ tool: String = "lookup"
  ) -> String {
    event(id, .tool, at: seconds, .tool(tool), .input(input), .output(output))
  }

  private func findings(_ lines: [String], _ rule: String, prices: PriceBook = PriceBook()) throws
    -> [String]
  {
    let trace = try count(files: ["log": lines], with: LogSettings(prices: prices)).trace()
    return (trace?.findings ?? []).filter { $0.hasPrefix(rule) }
  }

  private var answer: String { event("a", .answer, at: 2, .output("pending")) }

  @Test func `a result that the user was told and that turns out otherwise is stale`() throws {
    let told = [lookup("t", at: 1, "4417", "pending"), answer]
    #expect(
      try findings(told + [lookup("u", at: 3, "4417", "refunded")], "tool-stale") == [
        "tool-stale t"
      ])
    #expect(try findings(told + [lookup("u", at: 3, "4417", "pending")], "tool-stale") == [])
    #expect(try findings(told + [lookup("u", at: 3, "4418", "refunded")], "tool-stale") == [])
    #expect(
      try findings(told + [lookup("u", at: 3, "4417", "refunded", "search")], "tool-stale") == [])
  }

  @Test func `a tool that is asked until it is done contradicts nothing`() throws {
    let lines = [
      lookup("t", at: 0, "job", "running"), lookup("u", at: 1, "job", "done"), answer,
      lookup("v", at: 3, "other", "running"),
    ]
    #expect(try findings(lines, "tool-stale") == [])
  }

  @Test func `an amount alone is held against the price table`() throws {
    let table = try PriceTable(
      """
      {"fern": {"input_cost_per_token": "0.000002", "output_cost_per_token": "0.000008"}}
      """)
    func call(_ parts: EventPart...) -> [String] {
      [event("m", .model, [.model("fern"), .tokens(1000, 100)] + parts)]
    }
    func found(_ lines: [String]) throws -> [String] {
      try findings(lines, "cost-mismatch", prices: PriceBook([table]))
    }
    #expect(try found(call(.costs("0.0028"))) == [])
    #expect(try found(call(.costs("0.002828"))) == [])
    #expect(try found(call(.costs("0.00283"))) == ["cost-mismatch m"])
    #expect(try found(call(.costs("0"))) == ["cost-mismatch m"])
    // A price of its own is what it was charged by.
    #expect(
      try found(call(.charges(.line(amount: "1", quantity: "1000", unitPrice: "0.001")))) == [])
    // Nobody knows the price, or the tokens.
    #expect(try found([event("m", .model, .model("oak"), .tokens(9, 9), .costs("1"))]) == [])
    #expect(try found([event("m", .model, .model("fern"), .costs("1"))]) == [])
  }
}
