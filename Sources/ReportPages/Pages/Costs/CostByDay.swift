import TraceModel

// Days and sources share cells, so rounding each row alone would leave the feet of the columns off
// by a cent. Rows are rounded first; then a unit moves inside a row, from a column that is too
// large to one that is too small, in the row where that is nearest to the truth.

/// Amounts by day and source that add up both ways.
struct CostByDay: Sendable {
  struct Row: Sendable {
    /// Nil for what has no time.
    var day: ReportDay?
    var exact: [CostSource: ExactDecimal]
    var cells: [Int128]
    var total: Int128
    var traces: Int?
  }

  let sources: [CostSource]
  private(set) var rows: [Row]
  let feet: ShownParts
  let decimals: Int
  /// How many amounts are not their own value rounded.
  private(set) var moved = 0

  init(_ cost: CostSummary) {
    let sources = CostSource.allCases.filter { cost.bySource[$0] != nil }
    var exact = Self.exactRows(cost, sources)
    let decimals = MoneyFormat.decimals(of: cost.total)
    let feet = ShownParts(sources.map { cost.bySource[$0] ?? .zero }, decimals: decimals)
    let totals = ShownParts(
      exact.map { $0.exact.values.reduce(.zero, +) }, adding: feet.total, decimals: decimals)
    for index in exact.indices {
      let amounts = sources.map { exact[index].exact[$0] ?? .zero }
      exact[index].cells =
        ShownParts(amounts, adding: totals.parts[index], decimals: decimals).parts
      exact[index].total = totals.parts[index]
    }
    self.sources = sources
    self.decimals = decimals
    self.feet = feet
    rows = exact
    balance()
    moved =
      totals.moved.count
      + rows.reduce(0) { count, row in
        count
          + sources.indices.count { column in
            row.cells[column] != row.amount(sources[column]).scaled(decimals: decimals)
          }
      }
  }

  private static func exactRows(_ cost: CostSummary, _ sources: [CostSource]) -> [Row] {
    var days: [ReportDay: [CostSource: ExactDecimal]] = [:]
    for (key, amounts) in cost.bySourceAndDay {
      if let day = ReportDay(key) { days[day] = amounts }
    }
    var rows = days.keys.sorted().map { day in
      Row(day: day, exact: days[day] ?? [:], cells: [], total: 0, traces: nil)
    }
    for (key, count) in cost.tracesByDay {
      if let day = ReportDay(key), let index = rows.firstIndex(where: { $0.day == day }) {
        rows[index].traces = count
      }
    }
    var rest: [CostSource: ExactDecimal] = [:]
    for source in sources {
      let dated = rows.reduce(ExactDecimal.zero) { $0 + $1.amount(source) }
      let left = (cost.bySource[source] ?? .zero) - dated
      if left != .zero { rest[source] = left }
    }
    if !rest.isEmpty { rows.append(Row(day: nil, exact: rest, cells: [], total: 0, traces: nil)) }
    return rows
  }

  private mutating func balance() {
    while let (high, low) = unevenColumns {
      let step = ExactDecimal.step(decimals: decimals)
      func error(_ row: Row, _ column: Int) -> Int128 {
        row.cells[column] * step - row.amount(sources[column]).units
      }
      let best = rows.indices.max {
        error(rows[$0], high) - error(rows[$0], low) < error(rows[$1], high) - error(rows[$1], low)
      }
      guard let best else { return }
      rows[best].cells[high] -= 1
      rows[best].cells[low] += 1
    }
  }

  /// A column whose cells add up to more than its foot, and one with less.
  private var unevenColumns: (high: Int, low: Int)? {
    let excess = sources.indices.map { column in
      rows.reduce(Int128(0)) { $0 + $1.cells[column] } - feet.parts[column]
    }
    guard let high = excess.firstIndex(where: { $0 > 0 }),
      let low = excess.firstIndex(where: { $0 < 0 })
    else { return nil }
    return (high, low)
  }

  /// The chart of the dated rows, or nil where there are none or too many to draw.
  func chart(in money: MoneyFormat) -> HTML? {
    let dated = rows.filter { $0.day != nil }
    guard let first = dated.first?.day, let last = dated.last?.day,
      last.number - first.number < 62
    else { return nil }
    let days = (first.number...last.number).map { number in
      let row = dated.first { $0.day?.number == number }
      return DayColumns.Day(
        label: ReportDay(number: number).short, parts: row?.exact ?? [:],
        total: row.map { money.text($0.total, decimals: decimals) } ?? "–",
        requests: row?.traces.map { Shown.count($0) } ?? "–")
    }
    return DayColumns(days: days, money: money).html
  }
}

extension CostByDay.Row {
  fileprivate func amount(_ source: CostSource) -> ExactDecimal { exact[source] ?? .zero }
}
