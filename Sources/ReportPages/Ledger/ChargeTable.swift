import TraceModel

extension CostSummary {
  /// The ledger with one row for each distinct key of `charges.csv`.
  package var ledgerRows: [ChargeRow] {
    var rows: [ChargeRow] = []
    for row in charges {
      if let last = rows.last, last.looksLike(row) {
        rows[rows.count - 1].add(row)
      } else {
        rows.append(row)
      }
    }
    return rows
  }

  /// What `charges.csv` holds.
  package var chargeTable: Table { Table("Charges", Table.Column.ledger, of: ledgerRows) }
}

extension Table {
  package init(_ name: String, _ columns: [Column], of rows: [ChargeRow]) {
    self.init(name, columns, count: rows.count) { rows[$0].cells }
  }
}

extension Table.Column {
  /// The columns of `charges.csv`, in their order.
  package static let ledger: [Table.Column] = [
    Table.Column("date", "Date", .day),
    Table.Column("source", "Source", .text),
    Table.Column("basis", "Basis", .text),
    Table.Column("provider", "Provider", .text),
    Table.Column("model", "Model", .text),
    Table.Column("tool", "Tool", .text),
    Table.Column("feature", "Feature", .text),
    Table.Column("route", "Route", .text),
    Table.Column("item", "Item", .text),
    Table.Column("quantity", "Quantity", .quantity),
    Table.Column("unit", "Unit", .text),
    Table.Column("unit_price", "Unit price", .price),
    Table.Column("amount", "Amount", .amount),
    Table.Column("currency", "Currency", .text),
    Table.Column("used", "Used", .text),
  ]
}

extension ChargeRow {
  /// The cells of `charges.csv`.
  package var cells: [Table.Cell] {
    [
      Table.Cell(Day(date)), .text(source.key), .text(basis.key), Table.Cell(provider),
      Table.Cell(model), Table.Cell(tool), Table.Cell(feature), Table.Cell(route),
      Table.Cell(item), Table.Cell(quantity), Table.Cell(unit), Table.Cell(unitPrice),
      .number(amount), .text(currency.text), .text(isUsed ? "yes" : "no"),
    ]
  }

  /// Whether two rows differ in nothing that `charges.csv` shows but their figures.
  fileprivate func looksLike(_ other: ChargeRow) -> Bool {
    date == other.date && source == other.source && basis == other.basis
      && provider == other.provider && model == other.model && tool == other.tool
      && feature == other.feature && route == other.route && item == other.item
      && unit == other.unit && unitPrice == other.unitPrice && currency == other.currency
      && isUsed == other.isUsed
  }
}
