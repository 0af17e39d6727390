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
    for (key, sum) in cost.ledger.rows {
      let kind = tables[key.kind]
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
    summary.charges = chargeRows(tables, currency)
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

// MARK: - The ledger as it is shown

extension Digest {
  /// One row for each key, in the order of its columns; keys that differ in nothing visible are one.
  private func chargeRows(_ tables: RecordTables, _ currency: NameID) -> [ChargeRow] {
    let places = NamePlaces(of: cost.ledger, tables, currency)
    let ordered = cost.ledger.rows.map { key, sum in
      (order: RowOrder(key, tables[key.kind], places, currency), key: key, sum: sum)
    }.sorted { $0.order < $1.order }
    var rows: [ChargeRow] = []
    var last: RowOrder?
    for (order, key, sum) in ordered {
      if order == last {
        rows[rows.count - 1].add(sum)
      } else {
        rows.append(ChargeRow(key, sum, tables, currency))
        last = order
      }
    }
    return rows
  }
}

/// The names of a ledger by their order, so that rows are compared by numbers.
private struct NamePlaces {
  private var places: [NameID: Int32] = [:]

  init(of ledger: ChargeLedger, _ tables: RecordTables, _ currency: NameID) {
    var ids: Set<NameID> = [currency]
    var kinds: Set<ChargeKindID> = []
    for (key, _) in ledger.rows {
      ids.formUnion([key.provider, key.model, key.tool, key.feature, key.route])
      if kinds.insert(key.kind).inserted {
        let kind = tables[key.kind]
        ids.formUnion([kind.item, kind.unit, kind.currency])
      }
    }
    let named = ids.map { (id: $0, name: tables.name($0)) }.sorted { $0.name < $1.name }
    for (place, entry) in named.enumerated() { places[entry.id] = Int32(place) }
  }

  subscript(id: NameID) -> Int32 { places[id] ?? -1 }
}

/// All columns of a row but its figures, as numbers in their order.
private struct RowOrder: Comparable {
  private var columns: InlineArray<13, Int32>
  private var unitPrice: Int128

  init(_ key: ChargeLedger.Key, _ kind: ChargeKind, _ places: NamePlaces, _ currency: NameID) {
    columns = [
      key.day, Int32(kind.source.rawValue), Int32(kind.basis.rawValue), places[key.provider],
      places[key.model], places[key.tool], places[key.feature], places[key.route],
      places[kind.item], places[kind.unit], kind.hasUnitPrice ? 1 : 0,
      places[kind.currency == .none ? currency : kind.currency], key.isUsed ? 1 : 0,
    ]
    unitPrice = kind.unitPriceUnits
  }

  static func == (left: Self, right: Self) -> Bool {
    left.unitPrice == right.unitPrice
      && left.columns.indices.allSatisfy { left.columns[$0] == right.columns[$0] }
  }

  static func < (left: Self, right: Self) -> Bool {
    for index in left.columns.indices where left.columns[index] != right.columns[index] {
      return left.columns[index] < right.columns[index]
    }
    return left.unitPrice < right.unitPrice
  }
}

extension ChargeRow {
  fileprivate init(
    _ key: ChargeLedger.Key, _ sum: ChargeLedger.Sum, _ tables: RecordTables, _ currency: NameID
  ) {
    let kind = tables[key.kind]
    self.init(
      date: key.day == .min ? "" : Day(number: Int(key.day)).description, source: kind.source,
      basis: kind.basis, amount: sum.amount,
      currency: tables.name(kind.currency == .none ? currency : kind.currency),
      isUsed: key.isUsed)
    provider = tables.known(key.provider)
    model = tables.known(key.model)
    tool = tables.known(key.tool)
    feature = tables.known(key.feature)
    route = tables.known(key.route)
    item = tables.known(kind.item)
    unit = tables.known(kind.unit)
    unitPrice = kind.unitPrice
    quantity = sum.hasQuantity ? sum.quantity : nil
  }

  fileprivate mutating func add(_ sum: ChargeLedger.Sum) {
    amount += sum.amount
    quantity = if let quantity, sum.hasQuantity { quantity + sum.quantity } else { nil }
  }
}
