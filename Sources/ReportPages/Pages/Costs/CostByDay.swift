import TraceModel

/// Amounts by day and source that add up both ways.
struct CostByDay: Sendable {
  struct Row: Sendable {
    /// Nil for what has no time.
    var day: ReportDay?
    var exact: [CostSource: ExactDecimal]
    var traces: Int?
  }

  let sources: [CostSource]
  let rows: [Row]
  let matrix: AmountMatrix
  var decimals: Int { matrix.decimals }

  init(_ cost: CostSummary, decimals: Int? = nil) {
    let sources = CostSource.allCases.filter { cost.bySource[$0] != nil }
    let rows = Self.exactRows(cost, sources)
    self.sources = sources
    self.rows = rows
    matrix = AmountMatrix(
      rows.map { row in sources.map { row.exact[$0] ?? .zero } }, columns: sources.count,
      decimals: decimals ?? MoneyFormat.decimals(of: cost.total))
  }

  private static func exactRows(_ cost: CostSummary, _ sources: [CostSource]) -> [Row] {
    var days: [ReportDay: [CostSource: ExactDecimal]] = [:]
    for (key, amounts) in cost.bySourceAndDay {
      if let day = ReportDay(key) { days[day] = amounts }
    }
    var rows = days.keys.sorted().map { day in Row(day: day, exact: days[day] ?? [:]) }
    for (key, count) in cost.tracesByDay {
      if let day = ReportDay(key), let index = rows.firstIndex(where: { $0.day == day }) {
        rows[index].traces = count
      }
    }
    var rest: [CostSource: ExactDecimal] = [:]
    for source in sources {
      let dated = rows.reduce(ExactDecimal.zero) { $0 + ($1.exact[source] ?? .zero) }
      let left = (cost.bySource[source] ?? .zero) - dated
      if left != .zero { rest[source] = left }
    }
    return rest.isEmpty ? rows : rows + [Row(day: nil, exact: rest)]
  }

  /// The chart of the dated rows, or nil where there are none or too many to draw.
  func chart(in money: MoneyFormat) -> HTML? {
    let dated = rows.indices.filter { rows[$0].day != nil }
    guard let first = dated.first.flatMap({ rows[$0].day }),
      let last = dated.last.flatMap({ rows[$0].day }), last.number - first.number < 62
    else { return nil }
    let days = (first.number...last.number).map { number in
      let row = dated.first { rows[$0].day?.number == number }
      return DayColumns.Day(
        label: ReportDay(number: number).short, parts: row.map { rows[$0].exact } ?? [:],
        total: row.map { money.text(matrix.rowTotals[$0], decimals: decimals) } ?? "–",
        requests: row.flatMap { rows[$0].traces }.map { Shown.count($0) } ?? "–")
    }
    return DayColumns(days: days, money: money).html
  }
}
