import ReportPages
import TraceRedaction

/// Every charge, exactly, for spreadsheets and programs.
enum ChargesCSV: Export {
  static let path = "charges.csv"

  static func write(_ edition: Edition, in _: String, to taker: PlannedFile.Taker) throws {
    try CSVText.write(edition.week.summary.cost.chargeTable, to: taker)
  }
}
