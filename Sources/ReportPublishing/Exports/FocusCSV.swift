// FOCUS 1.2, the FinOps Open Cost and Usage Specification: one row for each row of the ledger, in
// the currency it was charged in. What FOCUS has no column for stands in columns with `x_`.
//
// - Prices of a token are given for 1,000,000 of them, so quantity and price both move the point:
//   34,500 tokens at 0.00000015 are 0.0345 of "1000000 Tokens" at 0.15.
// - ListCost and ContractedCost are price × quantity, as FOCUS demands; BilledCost and EffectiveCost
//   are what the log charged, which may be something else. No discount is known, so list and
//   contracted price are one.
// - A line without a unit price is one "Charges" at its own amount.
// - An amount below zero is a credit, which has neither quantity nor price.

import ReportPages
import TraceModel
import TraceRedaction

/// The ledger under the column names of FOCUS 1.2, for cost platforms.
enum FocusCSV: Export {
  static let path = "focus.csv"

  static func write(_ edition: Edition, in _: String, to taker: PlannedFile.Taker) throws {
    try CSVText.write(table(of: edition.week.summary), to: taker)
  }

  static func table(of summary: WeekSummary) -> Table {
    let rows = summary.cost.charges.filter { $0.amount != .zero || $0.quantity != .zero }
    let bill = FocusBill(summary, rows)
    return Table("FOCUS", FocusBill.columns, count: rows.count) { bill.cells(of: rows[$0]) }
  }
}
