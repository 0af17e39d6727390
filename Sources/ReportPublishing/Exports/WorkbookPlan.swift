import ReportPages
import TraceModel

/// What the sheets of the workbook hold, before anything is written.
struct WorkbookPlan {
  var sheets: [WorkbookSheet]
  var period: String
  var footer: String

  init(_ summary: WeekSummary, edition: String, rowLimit: Int) {
    let cost = summary.cost
    let currency = cost.currency
    period = "\(summary.period.start) to \(summary.period.end), \(summary.period.timeZone)"
    footer =
      "\(summary.title), \(summary.period.week ?? summary.period.start.description), \(edition) edition"
    let rows = cost.ledgerRows
    let own = rows.filter { $0.currency == currency }
    let others = rows.filter { $0.currency != currency }
    let charges = WorkbookSheet(
      charges: Self.table("Charges", own), total: cost.total, rowLimit: rowLimit)
    sheets = [charges]
    sheets += CostView.allCases.map { view in
      WorkbookSheet(view, of: summary, chargesTotal: charges.totalPlace, rowLimit: rowLimit)
    }
    if !cost.exchanged.isEmpty {
      sheets.append(
        WorkbookSheet(table: Self.rates(cost.exchanged), totalled: [], rowLimit: rowLimit))
    }
    if !others.isEmpty {
      sheets.append(
        WorkbookSheet(
          table: Self.table("Other currencies", others), totalled: [], rowLimit: rowLimit))
    }
    let cut = sheets.filter { $0.rowsLeftOut > 0 }
    sheets.append(WorkbookSheet(method: MethodNotes(summary, edition: edition, cut: cut).lines))
  }

  /// The ledger with every figure also in its own digits.
  private static func table(_ name: String, _ rows: [ChargeRow]) -> Table {
    let digits = [
      Table.Column("quantity_digits", "Quantity, all digits", .digits),
      Table.Column("unit_price_digits", "Unit price, all digits", .digits),
      Table.Column("amount_digits", "Amount, all digits", .digits),
    ]
    return Table(name, Table.Column.ledger + digits, count: rows.count) { index in
      let row = rows[index]
      return row.cells + [
        Table.Cell(digits: row.quantity), Table.Cell(digits: row.unitPrice),
        Table.Cell(digits: row.amount),
      ]
    }
  }

  private static func rates(_ exchanged: [ExchangedAmount]) -> Table {
    let columns = [
      Table.Column("currency", "Charged in", .text),
      Table.Column("amount", "Amount charged", .amount),
      Table.Column("to", "Converted to", .text), Table.Column("rate", "Rate", .price),
      Table.Column("date", "Holds from", .day), Table.Column("source", "Source", .text),
      Table.Column("converted", "Amount converted", .amount),
      Table.Column("amount_digits", "Amount charged, all digits", .digits),
      Table.Column("converted_digits", "Amount converted, all digits", .digits),
    ]
    return Table("Rates", columns, count: exchanged.count) { index in
      let entry = exchanged[index]
      return [
        .text(entry.rate.from), .number(entry.amount), .text(entry.rate.to),
        .number(entry.rate.rate), .day(entry.rate.date),
        entry.rate.source.map { .text($0) } ?? .empty, .number(entry.converted),
        Table.Cell(digits: entry.amount), Table.Cell(digits: entry.converted),
      ]
    }
  }
}
