import Testing
import TraceModel
import TraceRedaction

@testable import ReportPages

@Suite struct CostTableTests {
  private let money = MoneyFormat(currency: "USD")

  /// The number an amount shows.
  private func value(_ shown: String) -> ExactDecimal? {
    ExactDecimal(shown.replacing("$", with: "").replacing(",", with: "").replacing("−", with: "-"))
  }

  private func sum(_ shown: [String]) -> ExactDecimal? {
    shown.map(value).reduce(ExactDecimal.zero) { sum, next in
      guard let sum, let next else { return nil }
      return sum + next
    }
  }

  @Test(arguments: [
    ["10.005", "10.005", "10.005"], ["0.333333", "0.333333", "0.333334"],
    ["1234.565", "-3.333", "7"],
    ["0.00071", "0.00022", "0.00013"], ["5"],
  ])
  func `the shown parts of a table add up to its shown total`(_ amounts: [String]) throws {
    let parts = amounts.map { CostPart(name: .empty, amount: WeekStub.amount($0)) }
    let total = parts.reduce(ExactDecimal.zero) { $0 + $1.amount }
    let table = CostTable("", of: "", parts, total: total, in: money)
    #expect(try #require(sum(table.rows.map(\.amount))) == value(table.total))
  }

  @Test func `a table says when a part was rounded the other way`() {
    let parts = ["10.004", "10.004", "10.004"].map {
      CostPart(name: .empty, amount: WeekStub.amount($0))
    }
    let table = CostTable("", of: "", parts, total: WeekStub.amount("30.012"), in: money)
    #expect(table.rows.map(\.amount) == ["$10.01", "$10.00", "$10.00"])
    #expect(
      table.movedNote == "1 amount was rounded the other way, so that the column adds up to $30.01."
    )
  }

  @Test func `what no name accounts for is a part of its own`() {
    let breakdown = CostBreakdown(
      amounts: ["a": WeekStub.amount("1"), "": WeekStub.amount("0.5")],
      total: WeekStub.amount("2"), unnamed: "not on a model")
    #expect(
      breakdown.parts(limit: 8).map(\.amount) == [WeekStub.amount("1"), WeekStub.amount("1")])
  }

  @Test func `names beyond the limit become one part`() {
    let amounts = Dictionary(
      uniqueKeysWithValues: (1...20).map { (Name("m\($0)"), ExactDecimal($0)) })
    let parts = CostBreakdown(amounts: amounts, total: ExactDecimal(210), unnamed: "none")
      .parts(limit: 8)
    #expect(parts.count == 9)
    #expect(parts.last?.name == .soft("12 others"))
    #expect(parts.last?.amount == ExactDecimal(78))
  }

  @Test func `names too small to show become one part`() {
    let amounts: [Name: ExactDecimal] = [
      "a": WeekStub.amount("9"), "b": WeekStub.amount("0.001"), "c": WeekStub.amount("0.004"),
    ]
    let parts = CostBreakdown(amounts: amounts, total: WeekStub.amount("9.005"), unnamed: "none")
      .parts(limit: 8)
    #expect(parts.map(\.name) == [.name("a"), .soft("2 others, each too small to show")])
  }

  @Test func `what is too small to show is not written as zero`() {
    let parts = ["10", "0.0001"].map { CostPart(name: .empty, amount: WeekStub.amount($0)) }
    let table = CostTable("", of: "", parts, total: WeekStub.amount("10.0001"), in: money)
    #expect(table.rows.map(\.amount) == ["$10.00", "under $0.01"])
  }

  @Test func `days and sources add up along both sides`() throws {
    var cost = CostSummary()
    // Amounts that round badly in every row and column, and one part without a time.
    for day in 10..<30 {
      let amounts: [CostSource: ExactDecimal] = [
        .model: WeekStub.amount("1.00\(day)"), .tool: WeekStub.amount("0.33\(day)"),
        .infrastructure: WeekStub.amount("0.00\(day % 7)5"),
      ]
      cost.bySourceAndDay["2026-11-\(day)"] = amounts
      for (source, amount) in amounts { cost.bySource[source, default: .zero] += amount }
    }
    cost.bySource[.tool, default: .zero] += WeekStub.amount("0.0075")
    cost.total = cost.bySource.values.reduce(.zero, +)
    let table = try #require(DayTable(cost, money))
    #expect(table.rows.count == 21)
    for row in table.rows { #expect(sum(row.cells) == value(row.total), "\(row.day)") }
    for column in table.sources.indices {
      #expect(sum(table.rows.map { $0.cells[column] }) == value(table.feet[column]))
    }
    #expect(sum(table.rows.map(\.total)) == value(table.total))
    #expect(sum(table.feet) == value(table.total))
  }

  @Test func `the line of sums of the statement adds up`() {
    let figures = OverviewFigures(redact(WeekStub.rich, for: .finance))
    let terms = SumTerm.terms(figures)
    let shown = terms.prefix { $0.name != "Good answers" }
    #expect(shown.map(\.name).last == "System and people")
    #expect(
      sum(shown.filter { !$0.isTotal }.map(\.figure)) == shown.last.flatMap { value($0.figure) })
  }

  @Test func `a breakdown that leaves something out is named`() {
    var cost = WeekStub.cost
    cost.byDay["2026-11-16"] = .zero
    cost.charges = []
    let checks = SumCheck.all(cost, money)
    #expect(checks.filter { !$0.isExact }.map { $0.text.prefix(4) } == ["Days"])
  }
}
