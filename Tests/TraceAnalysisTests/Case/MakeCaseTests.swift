import TestSupport
import Testing
import TraceModel

@testable import TraceAnalysis

struct MakeCaseTests {
  private func made(_ lines: [String]) throws -> TraceCase {
    let log = try count(files: ["log": lines])
    let trace = try #require(log.trace())
    return makeCase(trace.trace, slug: "s", trace.tables, log.rules) { _ in nil }
  }

  @Test func `steps are as deep as they hang below a root, and a cycle has no top`() throws {
    let parents = [
      ("a", nil), ("b", "a"), ("c", "b"), ("d", "nobody"), ("e", "d"), ("x", "y"), ("y", "z"),
      ("z", "x"), ("w", "z"), ("s", "s"), ("u", "s"),
    ]
    let made = try made(
      parents.enumerated().map { index, pair in
        event(pair.0, .model, at: Double(index), pair.1.map { [.parent($0)] } ?? [])
      })
    #expect(made.steps.map(\.depth) == [0, 1, 2, 0, 1, 0, 0, 0, 1, 0, 1])
    #expect(made.steps.map(\.isOrphan) == parents.map { $0.1 == "nobody" })
  }

  @Test func `a step holds its own charges, and the trace what belongs to none`() throws {
    let made = try made([
      event("m", .model, at: 0, .charges(.line(amount: "0.25"), .line(amount: "0.5"))),
      event("t", .tool, at: 1, .costs("1", "tool")),
    ])
    #expect(made.steps.map { $0.charges.map(\.amount) } == [["0.25", "0.5"], ["1"]])
    #expect(made.cost.total == "1.75")
    #expect(made.cost.traceCharges.isEmpty)
  }
}
