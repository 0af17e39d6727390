import ReportPages
import TraceModel

/// How the figures of the workbook were made, for somebody who has nothing else.
struct MethodNotes {
  let lines: [[String]]

  init(_ summary: WeekSummary, edition: String, cut: [WorkbookSheet]) {
    let cost = summary.cost
    let currency = cost.currency.text
    var lines = [
      ["Report", "\(summary.title), \(edition) edition"],
      [
        "Period",
        "\(summary.period.start) up to \(summary.period.end), days in \(summary.period.timeZone)",
      ],
      ["Requests", Shown.count(summary.traces)],
      ["Currency", currency],
      ["Total", "\(cost.total.digits) \(currency)"],
      [
        "Figures",
        "Amounts are exact decimals. A spreadsheet keeps about 15 digits of a number, so the columns 'all digits' hold them as text. Totals are formulas over the rows above them.",
      ],
      [
        "Charges",
        "One row for each day, source, basis, provider, model, tool, feature, route, item, unit, unit price and use. The day is that on which the request started. Used is 'no' for attempts that were thrown away.",
      ],
      [
        "Basis",
        "recorded: the log has the amount. priced: quantity × unit price of a price table. estimated: a rate of the configuration.",
      ],
      [
        "Views",
        "Each view ends on the total of all charges. A provider, model or tool is that of the step that was paid for; a feature, route or day that of the request.",
      ],
      [
        "Not in the total",
        "\(Shown.count(cost.unpricedEvents, "step has", "steps have")) usage but no price. \(Shown.count(cost.unaccountedEvents, "attempt", "attempts")) left no line and cost at most \(cost.unaccountedAtMost.digits) \(currency).",
      ],
    ]
    let rates = cost.infrastructureRates
    if let perRequest = rates.perRequest {
      lines.append(["Assumed", "\(perRequest.digits) \(currency) of infrastructure a request"])
    }
    if let perSecond = rates.perSecond {
      lines.append([
        "Assumed", "\(perSecond.digits) \(currency) of infrastructure a second of waiting",
      ])
    }
    for (model, rate) in rates.models.sorted(by: { $0.key < $1.key }) {
      lines.append([
        "Assumed", "\(rate.perSecond.digits) \(currency) a second of \(model.text) on own machines",
      ])
    }
    if let handOff = cost.handOffCost, let people = cost.handOffs {
      lines.append([
        "Hand-offs",
        "Beside the total: \(Shown.count(summary.verdicts.handedOff, "request", "requests")) × \(handOff.minutes.digits) minutes × \(handOff.ratePerMinute.digits) \(currency) = \(people.digits) \(currency), assumed by the configuration.",
      ])
    }
    for entry in cost.exchanged {
      let source = entry.rate.source.map { ", \($0)" } ?? ""
      lines.append([
        "Rate",
        "1 \(entry.rate.from) = \(entry.rate.rate.digits) \(entry.rate.to) from \(entry.rate.date)\(source): \(entry.amount.digits) \(entry.rate.from) became \(entry.converted.digits) \(entry.rate.to)",
      ])
    }
    for (name, amount) in cost.otherCurrencies {
      lines.append([
        "Without a rate", "\(amount.digits) \(name.text) are in no total; see Other currencies",
      ])
    }
    for sheet in cut {
      lines.append([
        "Cut",
        "\(sheet.name) has room for fewer rows than there are: \(Shown.count(sheet.rowsLeftOut, "row is", "rows are")) added up in its last one. charges.csv has them all.",
      ])
    }
    self.lines = lines
  }
}
