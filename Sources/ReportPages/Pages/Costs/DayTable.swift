import TraceModel

/// Cost by day and source, adding up along both sides.
struct DayTable: TemplateData {
  var chart: HTML?
  var sources: [String]
  var rows: [DayTableRow]
  var more: String?
  var feet: [String]
  var total: String
  var movedNote: String?

  static let fields: [TemplateField<DayTable>] = [
    .optionalHTML("chartHTML") { $0.chart },
    .texts("sources") { $0.sources },
    .list("rows") { $0.rows },
    .optionalText("more") { $0.more },
    .texts("feet") { $0.feet },
    .text("total") { $0.total },
    .optionalText("movedNote") { $0.movedNote },
  ]
}

struct DayTableRow: TemplateData {
  var day: String
  var cells: [String]
  var total: String
  var requests: String

  static let fields: [TemplateField<DayTableRow>] = [
    .text("day") { $0.day },
    .texts("cells") { $0.cells },
    .text("total") { $0.total },
    .text("requests") { $0.requests },
  ]
}

extension DayTable {
  /// Nil where nothing has a day.
  init?(_ cost: CostSummary, _ money: MoneyFormat, decimals: Int? = nil) {
    let byDay = CostByDay(cost, decimals: decimals)
    guard byDay.rows.contains(where: { $0.day != nil }) else { return nil }
    func text(_ units: Int128) -> String { money.text(units, decimals: byDay.decimals) }
    chart = byDay.chart(in: money)
    sources = byDay.sources.map(\.word)
    let matrix = byDay.matrix
    rows = byDay.rows.prefix(CostsPage.listed).enumerated().map { index, row in
      DayTableRow(
        day: row.day?.label ?? "without a time", cells: matrix.cells[index].map(text),
        total: text(matrix.rowTotals[index]), requests: row.traces.map { Shown.count($0) } ?? "–")
    }
    let rest = byDay.rows.count - rows.count
    more = rest > 0 ? "\(Shown.count(rest, "more day", "more days")): see charges.csv." : nil
    feet = matrix.feet.parts.map(text)
    total = text(matrix.feet.total)
    movedNote =
      matrix.moved > 0
      ? "\(Shown.count(matrix.moved, "amount was", "amounts were")) rounded the other way, so that rows and columns add up."
      : nil
  }
}
