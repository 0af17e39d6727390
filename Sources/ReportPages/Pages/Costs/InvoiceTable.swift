import TraceModel

/// What was invoiced beside what the report has, payee by payee.
struct InvoiceTable: TemplateData {
  var take: Phrase
  var rows: [InvoiceRow]
  var total: InvoiceRow?
  /// What of the report is on no invoice, and its total.
  var rest: [InvoiceRow]
  var notes: [Phrase]

  static let fields: [TemplateField<InvoiceTable>] = [
    .html("takeHTML") { $0.take.html },
    .list("rows") { $0.rows },
    .optionalObject("total") { $0.total },
    .list("rest") { $0.rest },
    .list("notes") { $0.notes.map { Markup(html: $0.html) } },
  ]
}

struct InvoiceRow: TemplateData {
  var payee: HTML
  var days = ""
  var charged: String
  var billed = ""
  var difference = ""
  var explained = Phrase(html: .empty)
  var source = ""
  var isTotal = false

  static let fields: [TemplateField<InvoiceRow>] = [
    .html("payeeHTML") { $0.payee },
    .text("days") { $0.days },
    .text("charged") { $0.charged },
    .text("billed") { $0.billed },
    .text("difference") { $0.difference },
    .html("explainedHTML") { $0.explained.html },
    .text("source") { $0.source },
    .flag("isTotal") { $0.isTotal },
  ]
}

extension InvoiceTable {
  /// Nil without invoices.
  init?(_ figures: OverviewFigures) {
    let cost = figures.summary.cost
    let checks = cost.invoices.prefix(CostsPage.listed)
    guard !checks.isEmpty else { return nil }
    let money = figures.money
    // What can be added up: of the report's days, and in its currency.
    let added = checks.filter { $0.difference != nil && $0.currency == cost.currency }
    let decimals = max(2, min(6, checks.map(\.billed.decimals).max() ?? 2))
    let charged = ShownParts(added.map(\.charged), decimals: decimals)
    var place = 0
    rows = checks.map { check in
      guard check.difference != nil, check.currency == cost.currency else {
        return InvoiceRow(notAdded: check)
      }
      defer { place += 1 }
      return InvoiceRow(check, shown: charged.parts[place], money, decimals: decimals)
    }
    let billed = added.reduce(ExactDecimal.zero) { $0 + $1.billed }
    let difference = billed.scaled(decimals: decimals) - charged.total
    total =
      added.isEmpty
      ? nil
      : InvoiceRow(
        payee: .text("Total invoiced"), charged: money.text(charged.total, decimals: decimals),
        billed: money.text(billed, decimals: decimals),
        difference: money.text(difference, decimals: decimals), isTotal: true)
    rest = Self.rest(cost, charged, added.count == checks.count, money, decimals: decimals)
    take =
      added.isEmpty
      ? "\(checks.count, "invoice", "invoices"), none for days of this report in its currency."
      : "\(added.count, "invoice", "invoices"), \(money.text(Int128(difference.magnitude), decimals: decimals)) apart in total."
    notes = Self.notes(figures, Array(checks), charged)
  }

  /// What is on no invoice; only where no charge is on two of them.
  private static func rest(
    _ cost: CostSummary, _ charged: ShownParts, _ isWhole: Bool, _ money: MoneyFormat,
    decimals: Int
  ) -> [InvoiceRow] {
    let invoices = cost.invoices.map(\.invoice)
    let isTwice = invoices.indices.contains { index in
      invoices[..<index].contains {
        $0.provider == invoices[index].provider && $0.from < invoices[index].to
          && invoices[index].from < $0.to
      }
    }
    guard isWhole, !isTwice else { return [] }
    let own = cost.bySource[.infrastructure]
    let total = cost.total.scaled(decimals: decimals)
    let machines = own?.scaled(decimals: decimals) ?? 0
    var rows: [InvoiceRow] = []
    if own != nil {
      rows.append(
        InvoiceRow(
          payee: .text("Infrastructure"), charged: money.text(machines, decimals: decimals),
          billed: "–", difference: "–"))
    }
    let others = total - charged.total - machines
    if others != 0 {
      rows.append(
        InvoiceRow(
          payee: .text("On no invoice"), charged: money.text(others, decimals: decimals),
          billed: "–", difference: "–"))
    }
    return rows + [
      InvoiceRow(
        payee: .text("Total of this report"), charged: money.text(total, decimals: decimals),
        isTotal: true)
    ]
  }

  private static func notes(
    _ figures: OverviewFigures, _ checks: [InvoiceCheck], _ charged: ShownParts
  ) -> [Phrase] {
    var notes: [Phrase] = []
    if charged.isAnyMoved {
      notes.append(
        "\(charged.moved.count, "amount of this report was", "amounts of this report were") rounded the other way, so that the column adds up."
      )
    }
    let outside = figures.summary.tracesOutsidePeriod
    if outside > 0 {
      notes.append(
        "\(outside, "request", "requests") of the input started outside the period and \(outside == 1 ? "is" : "are") in no figure of this report; \(outside == 1 ? "its" : "their") provider may have billed \(outside == 1 ? "it" : "them") on these days."
      )
    }
    for check in checks {
      guard let rate = check.rate else { continue }
      notes.append(
        "\(MoneyFormat(currency: Name(check.invoice.currency)).exact(check.invoice.amount)) of \(name: check.invoice.provider) at \(rate.rate.digits) from \(rate.date.description)\(rate.source.map { ", \(clipped($0, to: 60))" } ?? "")."
      )
    }
    return notes
  }
}

extension InvoiceRow {
  /// An invoice that can be held against the charges.
  fileprivate init(
    _ check: InvoiceCheck, shown charged: Int128, _ money: MoneyFormat, decimals: Int
  ) {
    let difference = check.billed.scaled(decimals: decimals) - charged
    self.init(
      payee: .name(check.invoice.provider), days: check.days,
      charged: money.text(charged, decimals: decimals),
      billed: money.text(check.billed, decimals: decimals),
      difference: money.text(difference, decimals: decimals),
      explained: check.explanation(money),
      source: clipped(check.invoice.source ?? "", to: 60))
  }

  /// One that cannot, or only in another currency: its amounts are in no column, which would not add
  /// up any more.
  fileprivate init(notAdded check: InvoiceCheck) {
    let billed = MoneyFormat(currency: Name(check.invoice.currency)).exact(check.invoice.amount)
    let money = MoneyFormat(currency: check.currency)
    let charged = money.amount(check.charged)
    let explained: Phrase
    if let difference = check.difference {
      explained =
        "billed \(billed), charged \(charged), \(money.amount(difference)) apart: \(check.explanation(money))"
    } else if check.reach == .none {
      explained = "billed \(billed) \(check.explanation(money))"
    } else {
      explained =
        "billed \(billed) \(check.explanation(money)); this report has \(charged) of these days"
    }
    self.init(
      payee: .name(check.invoice.provider), days: check.days, charged: "–", billed: "–",
      difference: "–", explained: explained, source: clipped(check.invoice.source ?? "", to: 60))
  }
}

extension InvoiceCheck {
  fileprivate var days: String {
    let last = invoice.to.advanced(by: -1)
    func text(_ day: Day) -> String { "\(day.dayOfMonth) \(day.month.shortName)" }
    return invoice.from == last ? text(last) : "\(text(invoice.from)) – \(text(last))"
  }

  /// What in the logs could make a bill differ, with how much that can be.
  fileprivate func explanation(_ money: MoneyFormat) -> Phrase {
    switch reach {
    case .none: return "for days that this report does not have"
    case .partly: return "for other days too, so there is no difference to tell"
    case .whole: break
    }
    if isPartOfCharges { return "no exchange rate between the invoice and the charges" }
    guard difference != .zero else { return "–" }
    var reasons: [Phrase] = []
    if gaps.unpriced > 0 {
      reasons.append("\(gaps.unpriced, "step", "steps") without a price")
    }
    if gaps.unaccounted > 0 {
      reasons.append(
        "\(gaps.unaccounted, "attempt", "attempts") without a line, at most \(money.amount(gaps.unaccountedAtMost))"
      )
    }
    if gaps.late > 0 {
      reasons.append(
        "\(gaps.late, "step", "steps") after the period's end, \(money.amount(gaps.lateAmount))")
    }
    if priced > .zero { reasons.append("\(money.amount(priced)) priced by a table, not logged") }
    let half = ExactDecimal(units: ExactDecimal.step(decimals: 2) / 2)
    if let difference, difference.units.magnitude <= half.units.magnitude {
      reasons.append("rounding of the invoice")
    }
    return reasons.isEmpty ? "nothing in the logs" : Phrase(list: reasons)
  }
}
