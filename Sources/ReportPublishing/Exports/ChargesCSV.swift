import ReportPages
import TraceRedaction

/// Every charge, exactly, for spreadsheets and programs.
enum ChargesCSV: Export {
  static let path = "charges.csv"

  static func bytes(of edition: Edition, in _: String) -> [UInt8] {
    CSVText(edition.week.summary.cost.chargeTable).bytes
  }
}
