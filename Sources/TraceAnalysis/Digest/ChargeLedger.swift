import TraceModel

/// All charges of one key, added up: the rows of the ledger.
package struct ChargeLedger: Sendable {
  private var sums: [Key: Sum] = [:]

  /// Words of the log by number, our own as they are.
  private enum Word: Hashable {
    case logged(NameID)
    case ours(String)
  }

  private struct Key: Hashable {
    var day: Day?
    var source: CostSource
    var basis: CostBasis
    var provider = NameID.none
    var model = NameID.none
    var tool = NameID.none
    var feature: NameID
    var route: NameID
    var item: Word
    var unit: Word
    var unitPrice: ExactDecimal?
    var currency: Name
    var isUsed: Bool
  }

  private struct Sum {
    /// Nil as soon as one charge does not say how much it was for.
    var quantity: ExactDecimal?
    var amount: ExactDecimal
  }

  package init() {}

  mutating func add(_ charge: CountedCharge, of view: TraceView, on day: Day?) {
    let joined = view.trace.joined
    var quantity: ExactDecimal?
    var key: Key
    switch charge.detail {
    case .recorded(let index):
      let record = view.batch.charges[index]
      quantity = record.quantity
      key = Key(
        day: day, source: charge.source, basis: charge.basis, feature: joined.feature,
        route: joined.route, item: .logged(record.item), unit: .logged(record.unit),
        unitPrice: record.unitPrice, currency: view.currency(of: charge), isUsed: true)
    case .made(let made):
      quantity = made.quantity
      key = Key(
        day: day, source: charge.source, basis: charge.basis, feature: joined.feature,
        route: joined.route, item: .ours(made.item ?? ""), unit: .ours(made.unit ?? ""),
        unitPrice: made.unitPrice, currency: made.currency, isUsed: true)
    }
    if charge.place >= 0 {
      let record = view.record(charge.place)
      if record.stage == .model {
        key.provider = record.provider
        key.model = record.model
      } else if record.stage == .tool {
        key.tool = record.target
      }
      key.isUsed = joined.events[Int(charge.place)].attempt?.isUsed ?? true
    }
    add(Sum(quantity: quantity, amount: charge.amount), to: key)
  }

  mutating func merge(_ other: ChargeLedger) {
    for (key, sum) in other.sums { add(sum, to: key) }
  }

  private mutating func add(_ sum: Sum, to key: Key) {
    guard let before = sums[key] else {
      sums[key] = sum
      return
    }
    let quantity: ExactDecimal? =
      if let one = before.quantity, let other = sum.quantity { one + other } else { nil }
    sums[key] = Sum(quantity: quantity, amount: before.amount + sum.amount)
  }

  /// One row for each distinct key, in the order of their columns.
  func rows(_ names: NameTable) -> [ChargeRow] {
    func name(_ word: Word) -> Name? {
      switch word {
      case .logged(let id): names.known(id)
      case .ours(let text): text.isEmpty ? nil : Name(text)
      }
    }
    return sums.map { key, sum in
      var row = ChargeRow(
        date: key.day?.description ?? "", source: key.source, basis: key.basis, amount: sum.amount,
        currency: key.currency, isUsed: key.isUsed)
      row.provider = names.known(key.provider)
      row.model = names.known(key.model)
      row.tool = names.known(key.tool)
      row.feature = names.known(key.feature)
      row.route = names.known(key.route)
      row.item = name(key.item)
      row.unit = name(key.unit)
      row.unitPrice = key.unitPrice
      row.quantity = sum.quantity
      return row
    }.map { (order: $0.order, row: $0) }.sorted { $0.order < $1.order }.map(\.row)
  }
}

extension ChargeRow {
  /// All columns in one, made once for each row: a zero byte stands before every other byte.
  fileprivate var order: Name {
    let names = [provider, model, tool, feature, route, item, unit].map { $0?.text ?? "" }
    return Name(
      ([date, source.rawValue, basis.rawValue] + names
        + [unitPrice?.digits ?? "", currency.text, isUsed ? "yes" : "no"]).joined(separator: "\0"))
  }
}
