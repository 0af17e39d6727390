import TraceModel

/// Amounts by name that add up to a total, each with its share and a bar.
///
/// What no row accounts for has a row of its own, so every table ends on the same total.
struct CostTable: TemplateData {
  var caption: String
  var nameHeading: String
  var rows: [CostTableRow]
  var total: String
  /// Says that a part was rounded otherwise than alone.
  var movedNote: String?
  /// Whether rows have requests and a cost for each.
  var hasRequests = false
  var hasMark = false

  static let fields: [TemplateField<CostTable>] = [
    .text("caption") { $0.caption },
    .text("nameHeading") { $0.nameHeading },
    .list("rows") { $0.rows },
    .text("total") { $0.total },
    .optionalText("movedNote") { $0.movedNote },
    .flag("hasRequests") { $0.hasRequests },
    .flag("hasMark") { $0.hasMark },
  ]
}

struct CostTableRow: TemplateData {
  var name: HTML
  var amount: String
  var share: String
  var bar: HTML
  var requests = ""
  var each = ""

  static let fields: [TemplateField<CostTableRow>] = [
    .html("nameHTML") { $0.name },
    .text("amount") { $0.amount },
    .text("share") { $0.share },
    .html("barHTML") { $0.bar },
    .text("requests") { $0.requests },
    .text("each") { $0.each },
  ]
}

/// A named part of a total, before it is rounded.
struct CostPart: Sendable {
  var name: HTML
  var amount: ExactDecimal
  /// How many requests shared it, where the parts divide the requests.
  var traces: Int?
  /// What no name accounts for; it has no bar.
  var isRest = false
}

extension CostTable {
  init(
    _ caption: String, of nameHeading: String, _ parts: [CostPart], total: ExactDecimal,
    in money: MoneyFormat, decimals: Int? = nil
  ) {
    let decimals = decimals ?? MoneyFormat.decimals(of: total)
    let shownParts = ShownParts(parts.map(\.amount), decimals: decimals)
    let largest = parts.filter { !$0.isRest }.map(\.amount).max() ?? .zero
    self.caption = caption
    self.nameHeading = nameHeading
    rows = zip(parts, shownParts.parts).map { part, amount in
      CostTableRow(
        name: part.name, amount: money.part(amount, of: part.amount, decimals: decimals),
        share: total == .zero ? "–" : Shown.percent(share: part.amount.share(of: total)),
        bar: part.isRest ? .empty : amountBar(part.amount.share(of: largest)),
        requests: part.traces.map { Shown.count($0) } ?? "",
        each: part.traces.flatMap { part.amount.divided(by: $0) }.map(money.amount) ?? "")
    }
    let shownTotal = money.text(shownParts.total, decimals: decimals)
    self.total = shownTotal
    movedNote =
      shownParts.isAnyMoved
      ? "\(Shown.count(shownParts.moved.count, "amount was", "amounts were")) rounded the other way, so that the column adds up to \(shownTotal)."
      : nil
    hasRequests = parts.contains { $0.traces != nil }
  }
}

extension MoneyFormat {
  /// A rounded part; what is there but too small to show is not written as zero.
  func part(_ scaled: Int128, of amount: ExactDecimal, decimals: Int) -> String {
    guard scaled == 0, amount > .zero else { return text(scaled, decimals: decimals) }
    return "under " + text(Int128(1), decimals: decimals)
  }
}

/// What is in a `by…` map, largest first, with the rest of the total as the last part.
struct CostBreakdown: Sendable {
  var amounts: [Name: ExactDecimal]
  var total: ExactDecimal
  /// What to call the part without a name.
  var unnamed: String
  var traces: [Name: Int] = [:]
  var decimals: Int?

  /// At most `limit` names; more, and those too small to show, become one part of “others”.
  func parts(limit: Int) -> [CostPart] {
    let decimals = decimals ?? MoneyFormat.decimals(of: total)
    let sorted = amounts.filter { !$0.key.isEmpty }
      .sorted { ($1.value, $0.key) < ($0.value, $1.key) }
    let visible = sorted.filter { $0.value.scaled(decimals: decimals) != 0 }
    let small = sorted.filter { $0.value.scaled(decimals: decimals) == 0 }
    // One more line costs no more than a line that says “1 other”.
    let kept = sorted.count <= limit + 1 && small.count <= 1 ? sorted : Array(visible.prefix(limit))
    let others = sorted.count == kept.count ? [] : visible.dropFirst(limit) + small
    var parts = kept.map { CostPart(name: .name($0.key), amount: $0.value, traces: traces[$0.key]) }
    if !others.isEmpty {
      let words = Shown.count(others.count, "other", "others")
      parts.append(
        CostPart(
          name: .soft(others.count == small.count ? "\(words), each too small to show" : words),
          amount: others.reduce(.zero) { $0 + $1.value },
          traces: traces.isEmpty ? nil : others.reduce(0) { $0 + (traces[$1.key] ?? 0) },
          isRest: true))
    }
    let rest = total - sorted.reduce(ExactDecimal.zero) { $0 + $1.value }
    if rest != .zero || parts.isEmpty {
      parts.append(
        CostPart(name: .soft(unnamed), amount: rest, traces: traces[""], isRest: true))
    }
    return parts
  }
}

extension CostSummary {
  /// The sources that were recorded, priced or estimated, in their order.
  var sourceParts: [CostPart] {
    CostSource.allCases.compactMap { source in
      bySource[source].map { amount in
        var name = HTMLBuilder()
        name.markup(swatch(source.style))
        name.text(source.word)
        return CostPart(name: name.html, amount: amount)
      }
    }
  }
}
