import TestSupport
import Testing
import TraceAnalysis
import TraceModel

struct JudgeGatesTests {
  private func week(_ change: (inout WeekSummary) -> Void) throws -> WeekSummary {
    var summary = try count(event("r", .request)).summary
    change(&summary)
    return summary
  }

  @Test func `a finding fails its gate, and only its own`() throws {
    var gates = Gates()
    gates.failOn = ["verdict-missing", "tool-stale", "verdict-missing"]
    let results = judge(gates, try week { _ in })
    #expect(results.map(\.gate) == ["verdict-missing", "tool-stale"])
    #expect(results.map(\.outcome) == [.failed, .passed])
  }

  @Test func `a gate that is not set is open`() throws {
    #expect(judge(Gates(), try week { _ in }) == [])
  }

  @Test(arguments: [(2, GateResult.Outcome.passed), (3, .failed)])
  func `the share of calls without a price may be just what is allowed`(
    unpriced: Int, outcome: GateResult.Outcome
  ) throws {
    var gates = Gates()
    gates.unpricedShare = "0.02"
    let summary = try week {
      $0.modelEvents = 100
      $0.cost.unpricedEvents = unpriced
    }
    #expect(judge(gates, summary).map(\.outcome) == [outcome])
  }

  @Test func `a share of no calls is not judged`() throws {
    var gates = Gates()
    gates.unpricedShare = "0"
    #expect(judge(gates, try week { _ in }).map(\.outcome) == [.notJudged])
  }

  @Test(arguments: [(2, GateResult.Outcome.passed), (3, .failed)])
  func `the rate of unsafe answers is held against the week before`(
    unsafe: Int, outcome: GateResult.Outcome
  ) throws {
    var gates = Gates()
    gates.unsafeRateRise = "0.01"
    var before = HistoryWeek(week: "2026-W46", cost: "1")
    before.judged = 200
    before.unsafe = 2
    let summary = try week {
      $0.verdicts.judged = 100
      $0.verdicts.classes = [.unsafe: unsafe]
      $0.change = WeekChange(from: before)
    }
    #expect(judge(gates, summary).map(\.outcome) == [outcome])
  }

  @Test func `without a week before, a rise is not judged`() throws {
    var gates = Gates()
    gates.unsafeRateRise = "0.01"
    #expect(judge(gates, try week { _ in }).map(\.outcome) == [.notJudged])
  }
}
