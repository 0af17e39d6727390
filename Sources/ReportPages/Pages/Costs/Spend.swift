import TraceModel

/// Every item that was paid for, source by source: models with their items, tools, infrastructure.
struct Spend: TemplateData {
  var name: String
  var take: Phrase
  /// What the rates behind estimates are.
  var assumed: Phrase?
  var rows: [SpendRow]
  var more: String?
  var total: String
  var movedNote: String?

  static let fields: [TemplateField<Spend>] = [
    .text("name") { $0.name },
    .html("takeHTML") { $0.take.html },
    .optionalHTML("assumedHTML") { $0.assumed?.html },
    .list("rows") { $0.rows },
    .optionalText("more") { $0.more },
    .text("total") { $0.total },
    .optionalText("movedNote") { $0.movedNote },
  ]
}

struct SpendRow: TemplateData {
  var name: HTML
  /// A line under another one that adds it up.
  var isInside = false
  var isSum = false
  var quantity = ""
  var unit = ""
  var unitPrice = ""
  var per: String?
  var basis = ""
  var amount: String

  static let fields: [TemplateField<SpendRow>] = [
    .html("nameHTML") { $0.name },
    .flag("isInside") { $0.isInside },
    .flag("isSum") { $0.isSum },
    .text("quantity") { $0.quantity },
    .text("unit") { $0.unit },
    .text("unitPrice") { $0.unitPrice },
    .optionalText("per") { $0.per },
    .text("basis") { $0.basis },
    .text("amount") { $0.amount },
  ]
}

extension Spend {
  /// One for each source that anything was charged for, in the report's currency.
  static func all(_ cost: CostSummary, _ money: MoneyFormat, decimals: Int) -> [Spend] {
    let sources = CostSource.allCases.filter { cost.bySource[$0] != nil }
    let shown = ShownParts(sources.map { cost.bySource[$0] ?? .zero }, decimals: decimals)
    return zip(sources, shown.parts).compactMap { source, part in
      let rows = cost.charges.filter { $0.currency == cost.currency && $0.source == source }
      guard !rows.isEmpty, let spent = cost.bySource[source] else { return nil }
      return Spend(source, rows, cost, spent: spent, shown: part, money, decimals: decimals)
    }
  }

  private init(
    _ source: CostSource, _ rows: [ChargeRow], _ cost: CostSummary, spent: ExactDecimal,
    shown total: Int128, _ money: MoneyFormat, decimals: Int
  ) {
    let groups = SpendGroup.all(rows)
    let kept = groups.prefix(CostsPage.listed / 5)
    let rest = groups.dropFirst(CostsPage.listed / 5)
    let restAmount = rest.reduce(ExactDecimal.zero) { $0 + $1.amount }
    let parts = ShownParts(
      kept.map(\.amount) + [restAmount], adding: total, decimals: decimals)
    var moved = parts.moved.count
    var lines: [SpendRow] = []
    for (group, part) in zip(kept, parts.parts) {
      let items = group.items.prefix(CostsPage.listed / 5)
      let more = group.items.dropFirst(CostsPage.listed / 5)
      let others = more.reduce(ExactDecimal.zero) { $0 + $1.amount }
      let inner = ShownParts(
        items.map(\.amount) + (more.isEmpty ? [] : [others]), adding: part, decimals: decimals)
      let isAlone = group.items.count == 1
      if !isAlone {
        moved += inner.moved.count
        lines.append(
          SpendRow(
            name: group.name, isSum: true, amount: money.text(part, decimals: decimals)))
      }
      for (item, shown) in zip(items, inner.parts) {
        lines.append(
          SpendRow(item, of: isAlone ? group : nil, shown: shown, money, decimals: decimals))
      }
      if !more.isEmpty, let last = inner.parts.last {
        lines.append(
          SpendRow(
            name: .soft(Shown.count(more.count, "more item", "more items")), isInside: true,
            amount: money.text(last, decimals: decimals)))
      }
    }
    name = "\(source.word) spend"
    self.rows = lines
    self.total = money.text(total, decimals: decimals)
    let share = Shown.percent(share: spent.share(of: cost.total))
    take =
      cost.total == spent
      ? "\(money.amount(spent)), all of the spend."
      : "\(money.amount(spent)), \(share) of the spend."
    assumed = source == .infrastructure ? cost.assumedRates(money) : nil
    more =
      rest.isEmpty
      ? nil
      : "\(Shown.count(rest.count, "more name", "more names")), together \(money.text(parts.parts.last ?? 0, decimals: decimals)), are in charges.csv; with them the column adds up."
    movedNote =
      moved == 0
      ? nil
      : "\(Shown.count(moved, "amount was", "amounts were")) rounded the other way, so that the column adds up to \(self.total)."
  }
}

extension SpendRow {
  fileprivate init(
    _ item: SpendItem, of group: SpendGroup?, shown: Int128, _ money: MoneyFormat, decimals: Int
  ) {
    let price = item.unitPrice.map { money.unitPrice($0, unit: item.unit?.text) }
    let words = item.item.map { HTML.name($0) } ?? .soft("no item")
    self.init(
      name: group.map { group in
        let phrase: Phrase = "\(Phrase(html: group.name)) \(Phrase(html: words))"
        return phrase.html
      } ?? words,
      isInside: group == nil, quantity: item.quantity.map { grouped($0) } ?? "–",
      unit: item.unit.map { Shown.unit($0.text, of: item.quantity) } ?? "–",
      unitPrice: price?.amount ?? "no unit price", per: price?.per, basis: item.basis.key,
      amount: money.part(shown, of: item.amount, decimals: decimals))
  }
}

/// All charges of one model, tool, or kind of infrastructure.
private struct SpendGroup {
  var name: HTML
  var order: [Name]
  var amount = ExactDecimal.zero
  var items: [SpendItem] = []

  /// Those that cost most first, and in each the items that do.
  static func all(_ rows: [ChargeRow]) -> [SpendGroup] {
    var groups: [[Name?]: [SpendItem.Key: SpendItem]] = [:]
    for row in rows {
      let payee = [row.model ?? row.tool, row.provider]
      groups[payee, default: [:]][SpendItem.Key(row), default: SpendItem(row)].add(row)
    }
    let made = groups.map { payee, items in
      SpendGroup(
        name: name(payee[0], payee[1]), order: payee.map { $0 ?? "" },
        amount: items.values.reduce(.zero) { $0 + $1.amount },
        items: items.values.sorted { ($1.amount, $0.order) < ($0.amount, $1.order) })
    }
    return made.sorted {
      $0.amount != $1.amount
        ? $0.amount > $1.amount : $0.order.lexicographicallyPrecedes($1.order)
    }
  }

  private static func name(_ name: Name?, _ provider: Name?) -> HTML {
    guard let name else { return .text("Machines and services") }
    guard let provider else { return .name(name) }
    var builder = HTMLBuilder()
    builder.markup(.name(name))
    builder.markup(" <span class=\"u\"><bdi>")
    builder.text(clipped(provider.text, to: 40))
    builder.markup("</bdi></span>")
    return builder.html
  }
}

/// Charges of one item at one price, added up over days, features and routes.
private struct SpendItem {
  struct Key: Hashable {
    let item: Name?
    let unit: Name?
    let unitPrice: ExactDecimal?
    let basis: CostBasis

    init(_ row: ChargeRow) {
      item = row.item
      unit = row.unit
      unitPrice = row.unitPrice
      basis = row.basis
    }
  }

  var item: Name?
  var unit: Name?
  var unitPrice: ExactDecimal?
  var basis: CostBasis
  var quantity: ExactDecimal? = .zero
  var amount = ExactDecimal.zero

  init(_ row: ChargeRow) {
    item = row.item
    unit = row.unit
    unitPrice = row.unitPrice
    basis = row.basis
  }

  mutating func add(_ row: ChargeRow) {
    amount += row.amount
    quantity = if let quantity, let more = row.quantity { quantity + more } else { nil }
  }

  var order: Name {
    Name(
      [item?.text, unit?.text, basis.key, unitPrice?.digits].map { $0 ?? "" }
        .joined(separator: "\u{1F}"))
  }
}

extension CostSummary {
  /// The rates of the configuration behind estimates; nil without any.
  fileprivate func assumedRates(_ money: MoneyFormat) -> Phrase? {
    var rates: [Phrase] = []
    if let each = infrastructureRates.perRequest { rates.append("\(money.exact(each)) a request") }
    if let each = infrastructureRates.perSecond {
      rates.append("\(money.exact(each)) a second of waiting")
    }
    for (model, rate) in infrastructureRates.models.sorted(by: { $0.key < $1.key }).prefix(20) {
      rates.append("\(money.exact(rate.perSecond)) a second of \(name: model) on own machines")
    }
    guard !rates.isEmpty else { return nil }
    return "Assumed by the configuration, not billed: \(Phrase(list: rates))."
  }
}
