import TraceModel

extension Digest {
  /// What the charges add up to, all from the rows of the ledger, so that no two figures disagree.
  func costSummary(_ tables: RecordTables, _ rules: CountingRules) -> CostSummary {
    var summary = CostSummary()
    summary.currency = rules.currency
    let currency = tables.number(of: rules.currency)
    for (day, traces) in cost.tracesByDay {
      summary.byDay[day.description] = .zero
      summary.bySourceAndDay[day.description] = [:]
      summary.tracesByDay[day.description] = traces
    }
    var rows = LedgerRows()
    for (key, sum) in cost.ledger.rows {
      let kind = tables[key.kind]
      rows.add(key, sum, kind, tables, currency)
      if sum.isUnconverted {
        summary.byCurrency.add(
          sum.unconverted, to: tables.name(kind.currency == .none ? currency : kind.currency))
      }
      guard sum.isConverted else { continue }
      let amount = sum.converted
      summary.total += amount
      summary.bySource.add(amount, to: kind.source)
      summary.byBasis.add(amount, to: kind.basis)
      summary.byFeature.add(amount, to: tables.name(key.feature))
      summary.byRoute.add(amount, to: tables.name(key.route))
      if key.day != .min {
        let day = Day(number: Int(key.day)).description
        summary.byDay.add(amount, to: day)
        summary.bySourceAndDay[day, default: [:]].add(amount, to: kind.source)
      }
      switch key.owner {
      case .model:
        summary.byProvider.add(amount, to: tables.name(key.provider))
        summary.byModel.add(amount, to: tables.name(key.model))
      case .tool: summary.byTool.add(amount, to: tables.name(key.tool))
      case .other: break
      }
    }
    summary.charges = rows.sorted
    summary.retries = cost.retries
    summary.rejectedDrafts = cost.rejectedDrafts
    summary.thrownAwayByTrigger = cost.thrownAwayByTrigger.named(tables)
    summary.thrownAwayByModel = cost.thrownAwayByModel.named(tables)
    summary.unpricedEvents = cost.unpricedEvents
    summary.unaccountedEvents = cost.unaccountedEvents
    summary.unaccountedAtMost = cost.unaccountedAtMost
    if let handOff = rules.handOff,
      let each = handOff.minutes.multiplied(by: handOff.ratePerMinute)
    {
      summary.handOffs = each.multiplied(by: ExactDecimal(verdicts.handedOff))
    }
    return summary
  }
}

/// The ledger as it is shown: keys that differ in nothing visible are one row.
private struct LedgerRows {
  private var rows: [Name: ChargeRow] = [:]

  mutating func add(
    _ key: ChargeLedger.Key, _ sum: ChargeLedger.Sum, _ kind: ChargeKind, _ tables: RecordTables,
    _ currency: NameID
  ) {
    var row = ChargeRow(
      date: key.day == .min ? "" : Day(number: Int(key.day)).description, source: kind.source,
      basis: kind.basis, amount: sum.amount,
      currency: tables.name(kind.currency == .none ? currency : kind.currency),
      isUsed: key.isUsed)
    row.provider = tables.known(key.provider)
    row.model = tables.known(key.model)
    row.tool = tables.known(key.tool)
    row.feature = tables.known(key.feature)
    row.route = tables.known(key.route)
    row.item = tables.known(kind.item)
    row.unit = tables.known(kind.unit)
    row.unitPrice = kind.unitPrice
    row.quantity = sum.hasQuantity ? sum.quantity : nil
    let order = row.order
    if let before = rows[order] {
      row.amount += before.amount
      row.quantity = if let one = row.quantity, let other = before.quantity { one + other } else { nil }
    }
    rows[order] = row
  }

  /// In the order of their columns.
  var sorted: [ChargeRow] { rows.sorted { $0.key < $1.key }.map(\.value) }
}

extension ChargeRow {
  /// All columns in one, made once for each row: a zero byte stands before every other byte.
  fileprivate var order: Name {
    let names = [provider, model, tool, feature, route, item, unit].map { $0?.text ?? "" }
    return Name(
      ([date, source.word, basis.word] + names
        + [unitPrice?.digits ?? "", currency.text, isUsed ? "yes" : "no"]).joined(separator: "\0"))
  }
}
