import TestSupport
import Testing
import TraceModel

@testable import TraceAnalysis

struct SplitCostChangeTests {
  private func previous(_ groups: [(Name, Int, String)], traces: Int? = nil, cost: String? = nil)
    -> PreviousReport
  {
    let total = groups.map { ExactDecimal($0.2)! }.reduce(.zero, +)
    var figures = HistoryWeek(week: "2026-W46", cost: cost.map { ExactDecimal($0)! } ?? total)
    figures.traces = traces ?? groups.map(\.1).reduce(0, +)
    var report = PreviousReport(
      title: "", edition: "review", week: ISOWeek("2026-W46")!, currency: "USD", figures: figures)
    report.groups[.model] = groups.map { name, traces, cost in
      var group = PreviousGroup(name: name, judged: 0, good: 0)
      group.traces = traces
      group.cost = ExactDecimal(cost)!
      return group
    }
    return report
  }

  private func groups(_ groups: [(Name, Int, String)]) -> [GroupSummary] {
    groups.map { name, traces, cost in
      var group = GroupSummary(name: name)
      group.traces = traces
      group.cost = ExactDecimal(cost)!
      return group
    }
  }

  private func split(from previous: PreviousReport, to now: [GroupSummary]) -> CostMoves? {
    CostMoves(
      from: previous, toTraces: now.map(\.traces).reduce(0, +),
      cost: now.map(\.cost).reduce(.zero, +), now)
  }

  @Test func `more requests, other models and dearer ones are told apart`() throws {
    let moves = try #require(
      split(
        from: previous([("a", 100, "1"), ("b", 100, "3")]),
        to: groups([("a", 100, "1"), ("b", 200, "8")])))
    #expect(moves.volume.digits == "2")
    #expect(moves.price.digits == "2")
    #expect(moves.mix.digits == "1")
    #expect(moves.models.map(\.name) == ["b", "a"])
  }

  @Test func `a model that is new, or gone, is mix`() throws {
    let moves = try #require(
      split(from: previous([("a", 10, "1")]), to: groups([("b", 10, "3")])))
    #expect(moves.volume == .zero)
    #expect(moves.price == .zero)
    #expect(moves.mix.digits == "2")
  }

  @Test func `what the previous report leaves out of its list is one group with what is new`()
    throws
  {
    let moves = try #require(
      split(
        from: previous([("a", 10, "1")], traces: 20, cost: "5"),
        to: groups([("a", 10, "1"), ("x", 5, "2"), ("y", 5, "3")])))
    #expect(moves.models.first?.name == nil)
    #expect(moves.models.first?.previousTraces == 10)
    #expect(moves.models.first?.price.digits == "1")
    #expect(moves.total.digits == "1")
  }

  @Test func `a report that does not say what its models cost gives no split`() {
    var old = previous([("a", 10, "1")])
    old.groups[.model]?[0].cost = nil
    #expect(split(from: old, to: groups([("a", 10, "2")])) == nil)
    old.groups[.model] = nil
    #expect(split(from: old, to: groups([("a", 10, "2")])) == nil)
  }

  @Test(arguments: 1...30 as ClosedRange<UInt64>)
  func `the three parts, and the parts of the models, add up to the last digit`(seed: UInt64) throws
  {
    var numbers = SeededNumbers(seed: seed)
    func draw() -> [(Name, Int, String)] {
      let names: [Name] = ["a", "b", "c", "", "e"].shuffled(using: &numbers)
      return names.prefix(Int.random(in: 1...5, using: &numbers)).map {
        ($0, Int.random(in: 1...900, using: &numbers), "\(numbers.next() % 99).\(numbers.next())")
      }.map { ($0, $1, String($2.prefix(18))) }
    }
    let before = previous(draw())
    let now = groups(draw())
    let moves = try #require(split(from: before, to: now))
    let cost = now.map(\.cost).reduce(.zero, +)
    #expect(moves.total == cost - before.figures.cost)
    #expect(moves.models.map(\.mix).reduce(.zero, +) == moves.mix)
    #expect(moves.models.map(\.price).reduce(.zero, +) == moves.price)
  }
}
