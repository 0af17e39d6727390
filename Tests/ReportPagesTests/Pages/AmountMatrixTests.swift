import Testing
import TraceModel
import TraceRedaction

@testable import ReportPages

struct AmountMatrixTests {
  @Test(arguments: 1...40 as ClosedRange<UInt64>)
  func `rows and columns add up, and no amount is a whole unit off`(seed: UInt64) {
    var numbers = Numbers(state: seed)
    let columns = Int.random(in: 1...7, using: &numbers)
    let exact = (0..<Int.random(in: 1...12, using: &numbers)).map { _ in
      (0..<columns).map { _ in
        numbers.next() % 5 == 0
          ? .zero
          : ExactDecimal(units: Int128(numbers.next() % 4_000_000_000) * 1_000_000_007)
      }
    }
    let matrix = AmountMatrix(exact, columns: columns, decimals: 2)
    for (row, total) in zip(matrix.cells, matrix.rowTotals) {
      #expect(row.reduce(0, +) == total)
    }
    for column in 0..<columns {
      #expect(matrix.cells.reduce(0) { $0 + $1[column] } == matrix.feet.parts[column])
    }
    #expect(matrix.rowTotals.reduce(0, +) == matrix.feet.total)
    #expect(matrix.feet.parts.reduce(0, +) == matrix.feet.total)
    let step = ExactDecimal.step(decimals: 2)
    for (row, cells) in zip(exact, matrix.cells) {
      for (amount, cell) in zip(row, cells) {
        #expect((cell * step - amount.units).magnitude < 2 * step.magnitude)
      }
    }
  }

  private func value(_ shown: String) -> Int {
    Int(shown.filter { $0.isNumber || $0 == "-" }) ?? 0
  }

  @Test func `the spend of each source adds up, names and items alike, to the shown source`() throws
  {
    var cost = CostSummary()
    for index in 0..<40 {
      var row = ChargeRow(
        date: "2026-11-16", source: index % 3 == 0 ? .tool : .model, basis: .recorded,
        amount: ExactDecimal(units: Int128(index * index + 3) * 71_234_567_891_234_567),
        currency: "USD", isUsed: true)
      row.model = index % 3 == 0 ? nil : Name("m\(index % 5)")
      row.tool = index % 3 == 0 ? Name("t\(index % 4)") : nil
      row.item = Name("item \(index % 7)")
      cost.charges.append(row)
      cost.total += row.amount
      cost.bySource[row.source, default: .zero] += row.amount
    }
    let money = MoneyFormat(currency: "USD")
    let spend = Spend.all(cost, money, decimals: 2)
    #expect(spend.count == 2)
    for table in spend {
      // A name with several items has a line of its own, which the items add up to.
      let top = table.rows.filter { !$0.isInside }
      #expect(top.map { value($0.amount) }.reduce(0, +) == value(table.total))
      var sum: Int?
      var inside = 0
      for row in table.rows + [SpendRow(name: .empty, isSum: true, amount: "0")] {
        if row.isInside {
          inside += value(row.amount)
        } else {
          if let sum { #expect(sum == inside) }
          (sum, inside) = (row.isSum ? value(row.amount) : nil, 0)
        }
      }
    }
    let shown = ShownParts([cost.bySource[.model]!, cost.bySource[.tool]!], decimals: 2)
    #expect(spend.map { value($0.total) } == shown.parts.map { Int($0) })
  }

  @Test func `the columns of the invoices add up as shown`() throws {
    var week = WeekStub.rich
    for (index, amount) in ["13.10", "12.23", "6.36"].enumerated() {
      week.summary.cost.invoices.append(
        InvoiceCheck(
          invoice: Invoice(
            provider: Name("p\(index)"), from: Day("2026-11-16")!, to: Day("2026-11-23")!,
            amount: ExactDecimal(amount)!, currency: "USD"),
          reach: .whole, currency: "USD", billed: ExactDecimal(amount)!, rate: nil,
          charged: ExactDecimal(units: 3_335_000_000_000_000_000 + Int128(index)), priced: .zero,
          isPartOfCharges: false, gaps: BillingGaps()))
    }
    let table = try #require(InvoiceTable(OverviewFigures(redact(week, for: .finance))))
    let total = try #require(table.total)
    func cents(_ text: String) -> Int { value(text.replacing("−", with: "-")) }
    for column in [\InvoiceRow.charged, \.billed, \.difference] {
      #expect(
        table.rows.map { cents($0[keyPath: column]) }.reduce(0, +) == cents(total[keyPath: column]))
    }
    for row in table.rows {
      #expect(cents(row.charged) + cents(row.difference) == cents(row.billed))
    }
    let rest = table.rest.dropLast().map { cents($0.charged) }.reduce(0, +)
    #expect(cents(total.charged) + rest == table.rest.last.map { cents($0.charged) })
  }
}

/// Random numbers that are the same in every run.
struct Numbers: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return state ^ state >> 33
  }
}
