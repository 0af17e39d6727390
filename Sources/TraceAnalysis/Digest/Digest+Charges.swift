import TraceModel

extension Digest {
  /// The rows of the ledger, in the order of the columns of `charges.csv`.
  func chargeRows(_ tables: RecordTables, _ rules: CountingRules) -> [ChargeRow] {
    var rates: [RateKey: ExchangeRate?] = [:]
    var rows: [ChargeRow] = []
    rows.reserveCapacity(cost.ledger.rows.count)
    var texts = RowTexts(tables)
    for (key, sum) in cost.ledger.rows {
      let kind = tables[key.kind]
      let rateKey = RateKey(currency: kind.currency, day: key.rateDay)
      let rate =
        rates[rateKey]
        ?? (key.rateDay == .min
          ? nil
          : rules.exchange.rate(
            from: tables.name(kind.currency), startingOn: Day(number: Int(key.rateDay))))
      rates[rateKey] = rate
      // A sum is of one rate or of none, so it is one row or the other.
      if sum.isConverted {
        rows.append(ChargeRow(key, sum, kind, &texts, convertedTo: rules.currency, by: rate))
      }
      if sum.isUnconverted {
        rows.append(ChargeRow(unconverted: key, sum, kind, &texts, rules.currency))
      }
    }
    let places = NamePlaces(of: rows)
    let ordered = rows.map { (order: RowOrder($0, places), row: $0) }
      .sorted { $0.order < $1.order }
    var merged: [ChargeRow] = []
    var last: RowOrder?
    for (order, row) in ordered {
      if let last, !(last < order) {
        merged[merged.count - 1].add(row)
      } else {
        merged.append(row)
        last = order
      }
    }
    return merged
  }
}

extension [ChargeRow] {
  /// What each rate converted, by currency and day.
  var exchanged: [ExchangedAmount] {
    var sums: [ExchangeRate: ExchangedAmount] = [:]
    for row in self {
      guard let original = row.original, let rate = original.rate else { continue }
      let sum =
        sums[rate] ?? ExchangedAmount(rate: rate, amount: .zero, converted: .zero)
      sums[rate] = ExchangedAmount(
        rate: rate, amount: sum.amount + original.amount, converted: sum.converted + row.amount)
    }
    return sums.values.sorted {
      (Name($0.rate.from), $0.rate.date) < (Name($1.rate.from), $1.rate.date)
    }
  }
}

extension BillingGaps {
  mutating func add(_ gap: GapDigest) {
    unpriced += gap.unpriced
    unaccounted += gap.unaccounted
    unaccountedAtMost += gap.unaccountedAtMost
    late += gap.late
    lateAmount += gap.lateAmount
  }
}

private struct RateKey: Hashable {
  let currency: NameID
  let day: Int32
}

// MARK: - One row

/// Texts of the rows, each made once: a ledger has many rows to a name.
private struct RowTexts {
  private let tables: RecordTables
  private var names: [NameID: Name] = [:]
  private var days: [Int32: String] = [.min: ""]

  init(_ tables: RecordTables) { self.tables = tables }

  mutating func name(_ id: NameID) -> Name {
    if let known = names[id] { return known }
    let name = tables.name(id)
    names[id] = name
    return name
  }

  /// Nil for the absent name.
  mutating func known(_ id: NameID) -> Name? { id == .none ? nil : name(id) }

  mutating func day(_ number: Int32) -> String {
    if let known = days[number] { return known }
    let day = Day(number: Int(number)).description
    days[number] = day
    return day
  }
}

extension ChargeRow {
  fileprivate init(
    _ key: ChargeLedger.Key, _ sum: ChargeLedger.Sum, _ kind: ChargeKind, _ texts: inout RowTexts,
    convertedTo currency: Name, by rate: ExchangeRate?
  ) {
    self.init(key, kind, &texts, amount: sum.converted, currency: currency)
    quantity = sum.hasQuantity ? sum.quantity : nil
    guard key.rateDay != .min else { return }
    original = Original(
      amount: sum.amount, unitPrice: kind.unitPrice, currency: texts.name(kind.currency),
      rate: rate)
    unitPrice = rate.flatMap { kind.unitPrice?.multiplied(by: $0.rate) }
  }

  fileprivate init(
    unconverted key: ChargeLedger.Key, _ sum: ChargeLedger.Sum, _ kind: ChargeKind,
    _ texts: inout RowTexts, _ currency: Name
  ) {
    self.init(
      key, kind, &texts, amount: sum.unconverted,
      currency: kind.currency == .none ? currency : texts.name(kind.currency))
    quantity = sum.hasQuantity && !sum.isConverted ? sum.quantity : nil
  }

  private init(
    _ key: ChargeLedger.Key, _ kind: ChargeKind, _ texts: inout RowTexts, amount: ExactDecimal,
    currency: Name
  ) {
    self.init(
      date: texts.day(key.day), source: kind.source, basis: kind.basis, amount: amount,
      currency: currency, isUsed: key.isUsed)
    provider = texts.known(key.provider)
    model = texts.known(key.model)
    tool = texts.known(key.tool)
    feature = texts.known(key.feature)
    route = texts.known(key.route)
    item = texts.known(kind.item)
    unit = texts.known(kind.unit)
    unitPrice = kind.unitPrice
    pricedBy = texts.known(kind.pricedBy)
  }
}

// MARK: - Their order

/// The names of the rows by their order, so that rows are compared by numbers.
private struct NamePlaces {
  private var places: [Name: Int32] = [:]

  init(of rows: [ChargeRow]) {
    var names: Set<Name> = [""]
    for row in rows {
      names.insert(row.currency)
      for name in [
        row.provider, row.model, row.tool, row.feature, row.route, row.item, row.unit,
        row.pricedBy, row.original?.currency,
      ] {
        if let name { names.insert(name) }
      }
    }
    for (place, name) in names.sorted().enumerated() { places[name] = Int32(place) }
  }

  subscript(name: Name?) -> Int32 { places[name ?? ""] ?? -1 }
}

/// All columns of a row but its figures, as numbers in the order of their texts; what `charges.csv`
/// does not have comes last.
private struct RowOrder {
  private var columns: InlineArray<18, Int32>
  private var unitPrices: InlineArray<2, Int128>

  init(_ row: ChargeRow, _ places: NamePlaces) {
    columns = [
      Int32(clamping: Day(row.date)?.number ?? .min), row.source.place, row.basis.place,
      places[row.provider], places[row.model], places[row.tool], places[row.feature],
      places[row.route], places[row.item], places[row.unit], row.unitPrice == nil ? 0 : 1,
      places[row.currency], row.isUsed ? 1 : 0,
      row.original?.rate.map { Int32(clamping: $0.date.number) } ?? .min,
      places[row.original?.currency], row.original == nil ? 0 : 1,
      row.original?.unitPrice == nil ? 0 : 1, places[row.pricedBy],
    ]
    unitPrices = [row.unitPrice?.units ?? 0, row.original?.unitPrice?.units ?? 0]
  }

  static func < (left: Self, right: Self) -> Bool {
    // The price stands before currency and `used` in the file.
    for range in [0..<11, 11..<18] {
      for index in range where left.columns[index] != right.columns[index] {
        return left.columns[index] < right.columns[index]
      }
      let price = range.lowerBound == 0 ? 0 : 1
      if left.unitPrices[price] != right.unitPrices[price] {
        return left.unitPrices[price] < right.unitPrices[price]
      }
    }
    return false
  }
}

extension CostSource {
  /// In the order of the words: infrastructure, model, tool.
  fileprivate var place: Int32 {
    switch self {
    case .infrastructure: 0
    case .model: 1
    case .tool: 2
    }
  }
}

extension CostBasis {
  /// In the order of the words: estimated, priced, recorded.
  fileprivate var place: Int32 {
    switch self {
    case .estimated: 0
    case .priced: 1
    case .recorded: 2
    }
  }
}
