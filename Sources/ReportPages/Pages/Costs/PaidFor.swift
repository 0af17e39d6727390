import TraceModel

/// Every item that was paid for, with its quantity, unit and unit price, added up over the days.
struct PaidFor: TemplateData {
  var rows: [PaidItem]
  var more: String?
  var total: String
  var movedNote: String?

  static let fields: [TemplateField<PaidFor>] = [
    .list("rows") { $0.rows },
    .optionalText("more") { $0.more },
    .text("total") { $0.total },
    .optionalText("movedNote") { $0.movedNote },
  ]
}

struct PaidItem: TemplateData {
  var payee: HTML
  var item: HTML
  var quantity: String
  var unit: String
  var unitPrice: String
  var per: String?
  var amount: String

  static let fields: [TemplateField<PaidItem>] = [
    .html("payeeHTML") { $0.payee },
    .html("itemHTML") { $0.item },
    .text("quantity") { $0.quantity },
    .text("unit") { $0.unit },
    .text("unitPrice") { $0.unitPrice },
    .optionalText("per") { $0.per },
    .text("amount") { $0.amount },
  ]
}

extension PaidFor {
  /// Nil without charges in the report's currency.
  init?(_ cost: CostSummary, _ money: MoneyFormat) {
    var sums: [ItemKey: (quantity: ExactDecimal?, amount: ExactDecimal)] = [:]
    for row in cost.charges where row.currency == cost.currency {
      let sum = sums[ItemKey(row)]
      let quantity = sum.map { added($0.quantity, row.quantity) } ?? row.quantity
      sums[ItemKey(row)] = (quantity, (sum?.amount ?? .zero) + row.amount)
    }
    guard !sums.isEmpty else { return nil }
    let items = sums.sorted { ($1.value.amount, $0.key) < ($0.value.amount, $1.key) }
    let kept = items.prefix(CostsPage.listed)
    let rest = items.dropFirst(CostsPage.listed)
    let restAmount = rest.reduce(ExactDecimal.zero) { $0 + $1.value.amount }
    let decimals = MoneyFormat.decimals(of: cost.total)
    let parts = ShownParts(kept.map(\.value.amount) + [restAmount], decimals: decimals)
    rows = zip(kept, parts.parts).map { item, shownPart in
      let price = item.key.unitPrice.map { money.unitPrice($0, unit: item.key.unit?.text) }
      return PaidItem(
        payee: item.key.payee, item: item.key.item.map { .name($0) } ?? .soft("no item"),
        quantity: item.value.quantity.map { grouped($0) } ?? "–",
        unit: item.key.unit.map { Shown.unit($0.text, of: item.value.quantity) } ?? "–",
        unitPrice: price?.amount ?? "no unit price", per: price?.per,
        amount: money.part(shownPart, of: item.value.amount, decimals: decimals))
    }
    more =
      rest.isEmpty
      ? nil
      : "\(Shown.count(rest.count, "more item", "more items")), together \(money.text(parts.parts[kept.count], decimals: decimals)): with them the column adds up."
    total = money.text(parts.total, decimals: decimals)
    movedNote =
      parts.isAnyMoved
      ? "\(Shown.count(parts.moved.count, "amount was", "amounts were")) rounded the other way, so that the column adds up to \(total)."
      : nil
  }
}

/// Both, or nil where one is unknown.
private func added(_ left: ExactDecimal?, _ right: ExactDecimal?) -> ExactDecimal? {
  guard let left, let right else { return nil }
  return left + right
}

/// Charges of one key are one line of the statement.
private struct ItemKey: Hashable, Comparable {
  let source: CostSource
  let provider: Name?
  let model: Name?
  let tool: Name?
  let item: Name?
  let unit: Name?
  let unitPrice: ExactDecimal?

  init(_ row: ChargeRow) {
    source = row.source
    provider = row.provider
    model = row.model
    tool = row.tool
    item = row.item
    unit = row.unit
    unitPrice = row.unitPrice
  }

  var payee: HTML {
    guard let name = model ?? tool else { return .text(source.word) }
    guard let provider else { return .name(name) }
    let phrase: Phrase = "\(name: name) \(provider: provider)"
    return phrase.html
  }

  private var order: [Name] {
    [Name(source.key)] + [provider, model, tool, item, unit].map { $0 ?? "" }
      + [Name(unitPrice?.digits ?? "")]
  }

  static func < (left: Self, right: Self) -> Bool {
    left.order.lexicographicallyPrecedes(right.order)
  }
}

extension Phrase.StringInterpolation {
  fileprivate mutating func appendInterpolation(provider: Name) {
    var builder = HTMLBuilder()
    builder.markup("<span class=\"u\"><bdi>")
    builder.text(clipped(provider.text, to: 40))
    builder.markup("</bdi></span>")
    appendInterpolation(Phrase(html: builder.html))
  }
}
