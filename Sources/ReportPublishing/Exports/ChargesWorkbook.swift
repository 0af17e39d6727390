import ReportPages
import TraceModel
import TraceRedaction

/// The ledger and its views as a workbook, with totals that a spreadsheet computes again.
enum ChargesWorkbook: Export {
  static let path = "charges.xlsx"

  static func write(
    _ edition: Edition, in folder: String, to taker: PlannedFile.Taker
  ) throws {
    try taker(bytes(of: edition, in: folder, rows: XLSXFile.largestRowCount))
  }

  /// - Parameter rows: what a sheet can hold, with its heading.
  static func bytes(of edition: Edition, in folder: String, rows limit: Int) throws -> [UInt8] {
    let summary = edition.week.summary
    let plan = WorkbookPlan(summary, edition: edition.audience.rawValue, rowLimit: limit)
    let file = try XLSXFile(
      title: "\(summary.title), charges", about: plan.period,
      created: Int(summary.period.end.nanoseconds / 1_000_000_000), in: folder)
    for sheet in plan.sheets { sheet.write(to: file, footer: plan.footer) }
    return try file.finish()
  }
}
