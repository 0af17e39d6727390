import ReportPages
import TraceModel

/// One sheet: a table, with rows below it that a spreadsheet computes.
struct WorkbookSheet {
  let name: String
  private let table: Table
  /// How many rows of the table are written; the sum of the others stands in a row of its own.
  private let written: Int
  private(set) var totals: [Total] = []
  private let isText: Bool

  /// A row below the table.
  struct Total {
    var label: String
    var column: Int
    var formula: String
    var result: ExactDecimal
    /// Where the result's own digits stand.
    var digitsColumn: Int?
  }

  var rowsLeftOut: Int { table.count - written }

  /// The cell of the first total, as formulas of other sheets name it.
  var totalPlace: String? {
    totals.first.map { "'\(name)'!\(columnName($0.column))\(lastRow + 2)" }
  }

  /// The last row of the table, the heading being the first; the rest's row is one of them.
  private var lastRow: Int { written + (rowsLeftOut > 0 ? 1 : 0) + 1 }

  init(charges table: Table, total: ExactDecimal, rowLimit: Int) {
    self.init(table: table, totalled: ["amount"], rowLimit: rowLimit, total: total)
  }

  /// A view: its names with their amounts, and how its total lies to that of the charges.
  init(_ view: CostView, of summary: WeekSummary, chargesTotal: String?, rowLimit: Int) {
    let parts = view.parts(of: summary)
    var columns = [
      Table.Column("name", view.heading, view == .day ? .day : .text),
      Table.Column("amount", "Amount, \(summary.cost.currency)", .amount),
      Table.Column("share", "Share", .share),
    ]
    let hasTraces = parts.contains { $0.traces != nil }
    if hasTraces {
      columns += [
        Table.Column("requests", "Requests", .count),
        Table.Column("per_request", "Per request", .amount),
      ]
    }
    columns.append(Table.Column("amount_digits", "Amount, all digits", .digits))
    let total = summary.cost.total
    let table = Table("By \(view.rawValue)", columns, count: parts.count) { index in
      let part = parts[index]
      let day = view == .day ? part.name.flatMap { Day($0.text) } : nil
      var cells: [Table.Cell] = [
        day.map { .day($0) } ?? .text(part.name?.text ?? view.unnamed), .number(part.amount),
        Table.Cell(part.amount.quotient(of: total)),
      ]
      if hasTraces {
        cells += [
          Table.Cell(part.traces.map { ExactDecimal($0) }),
          Table.Cell(part.traces.flatMap { part.amount.divided(by: $0) }),
        ]
      }
      return cells + [Table.Cell(digits: part.amount)]
    }
    self.init(table: table, totalled: ["amount"], rowLimit: rowLimit, total: total)
    guard let chargesTotal, let own = totalPlace else { return }
    totals += [
      Total(
        label: "Total of all charges", column: 1, formula: "=\(chargesTotal)", result: total),
      Total(
        label: "Difference", column: 1, formula: "=ROUND(\(own)-\(chargesTotal),9)", result: .zero),
    ]
  }

  /// - Parameters:
  ///   - totalled: the keys of the columns that are added up.
  ///   - rowLimit: what a sheet can hold, with its heading and the totals.
  init(table: Table, totalled: Set<String>, rowLimit: Int, total: ExactDecimal? = nil) {
    name = table.name
    self.table = table
    isText = false
    let room = max(1, rowLimit - 6)
    written = table.count > room ? room - 1 : table.count
    let digits = table.columns.lastIndex { $0.key == "amount_digits" }
    for (column, entry) in table.columns.enumerated() where totalled.contains(entry.key) {
      let letter = columnName(column)
      totals.append(
        Total(
          label: "Total", column: column, formula: "=SUM(\(letter)2:\(letter)\(max(2, lastRow)))",
          result: total ?? .zero, digitsColumn: digits))
    }
  }

  init(method lines: [[String]]) {
    name = "Method"
    let columns = [Table.Column("what", "What", .text), Table.Column("how", "How", .text)]
    table = Table(name, columns, count: lines.count) { lines[$0].map { .text($0) } }
    written = lines.count
    isText = true
  }

  func write(to file: XLSXFile, footer: String) {
    let sheet = file.addSheet(name, footer: footer)
    for (column, entry) in table.columns.enumerated() {
      sheet.setColumn(column, width: isText ? (column == 0 ? 28 : 100) : entry.width)
      sheet.write(
        .text(entry.heading), row: 0, column: column,
        XLSXFile.Style(kind: entry.kind, isHeading: true))
    }
    sheet.setHeading(columns: table.columns.count, rows: isText ? 0 : lastRow - 1)
    for row in 0..<written {
      for (column, cell) in table[row].enumerated() {
        sheet.write(
          cell, row: row + 1, column: column,
          XLSXFile.Style(kind: table.columns[column].kind, isWrapped: isText))
      }
    }
    if rowsLeftOut > 0 { writeRest(to: sheet) }
    for (index, total) in totals.enumerated() {
      let row = lastRow + 1 + index
      sheet.write(.text(total.label), row: row, column: 0, XLSXFile.Style(isStrong: true))
      sheet.write(
        formula: total.formula, result: total.result, row: row, column: total.column,
        XLSXFile.Style(kind: table.columns[total.column].kind, isStrong: true))
      if let column = total.digitsColumn {
        sheet.write(
          .text(total.result.digits), row: row, column: column, XLSXFile.Style(isStrong: true))
      }
    }
  }

  /// What a sheet has no room for, as one row, so that the total is still that of all.
  private func writeRest(to sheet: XLSXFile.Sheet) {
    var sums = [ExactDecimal](repeating: .zero, count: table.columns.count)
    for index in written..<table.count {
      for (column, cell) in table[index].enumerated() {
        if case .number(let number) = cell { sums[column] += number }
      }
    }
    sheet.write(
      .text("\(rowsLeftOut) more rows, see charges.csv"), row: written + 1, column: 0,
      XLSXFile.Style())
    for (column, entry) in table.columns.enumerated() where entry.key == "amount" {
      sheet.write(
        .number(sums[column]), row: written + 1, column: column, XLSXFile.Style(kind: entry.kind))
    }
  }
}

extension Table.Column {
  /// In letters of the sheet's type.
  fileprivate var width: Double {
    switch kind {
    case .text: ["used", "currency", "unit", "basis"].contains(key) ? 10 : 22
    case .day: 12
    case .moment: 20
    case .count, .share: 10
    case .quantity, .price, .amount: 16
    case .digits: 24
    }
  }
}

extension ExactDecimal {
  /// The part of a total, at 9 decimals; nil of nothing.
  fileprivate func quotient(of total: ExactDecimal) -> ExactDecimal? {
    guard total != .zero else { return nil }
    return ExactDecimal(units: Int128((share(of: total) * 1e9).rounded()) * 1_000_000_000)
  }
}

/// `A` for 0, `AA` for 26.
private func columnName(_ column: Int) -> String {
  var rest = column
  var letters = ""
  repeat {
    letters = String(UnicodeScalar(UInt8(ascii: "A") + UInt8(rest % 26))) + letters
    rest = rest / 26 - 1
  } while rest >= 0
  return letters
}
