import TraceModel

/// Cost by feature and day, adding up along both sides.
struct FeatureDays: TemplateData {
  var days: [String]
  var rows: [FeatureDaysRow]
  var feet: [String]
  var total: String
  var requests: String
  var each: String
  var movedNote: String?

  static let fields: [TemplateField<FeatureDays>] = [
    .texts("days") { $0.days },
    .list("rows") { $0.rows },
    .texts("feet") { $0.feet },
    .text("total") { $0.total },
    .text("requests") { $0.requests },
    .text("each") { $0.each },
    .optionalText("movedNote") { $0.movedNote },
  ]
}

struct FeatureDaysRow: TemplateData {
  var feature: HTML
  var cells: [HeatCell]
  var total: String
  var requests: String
  var each: String

  static let fields: [TemplateField<FeatureDaysRow>] = [
    .html("featureHTML") { $0.feature },
    .list("cells") { $0.cells },
    .text("total") { $0.total },
    .text("requests") { $0.requests },
    .text("each") { $0.each },
  ]
}

/// An amount on a ground that is darker the more it is, in steps of five per cent up to 60.
struct HeatCell: TemplateData {
  var amount: String
  var heat: String

  static let fields: [TemplateField<HeatCell>] = [
    .text("amount") { $0.amount },
    .text("heat") { $0.heat },
  ]
}

extension FeatureDays {
  private struct Line {
    let name: Name
    let cells: [ExactDecimal]
    let total: ExactDecimal

    init(name: Name, cells: [ExactDecimal]) {
      self.name = name
      self.cells = cells
      total = cells.reduce(.zero, +)
    }
  }

  /// At most so many columns fit a page.
  private static let mostDays = 7
  private static let mostFeatures = 20

  /// Nil where the period has more days than a table has room for, or none.
  init?(_ figures: OverviewFigures, decimals: Int) {
    let summary = figures.summary
    let cost = summary.cost
    let money = figures.money
    let dates = cost.byDay.keys.compactMap(ReportDay.init).sorted()
    guard let first = dates.first, let last = dates.last,
      last.number - first.number < Self.mostDays
    else { return nil }
    let numbers = Array(first.number...last.number)
    var amounts: [Name: [ExactDecimal]] = [:]
    let zeros = [ExactDecimal](repeating: .zero, count: numbers.count + 1)
    for row in cost.charges where row.currency == cost.currency {
      let column = ReportDay(row.date).map { $0.number - first.number } ?? numbers.count
      amounts[row.feature ?? "", default: zeros][column] += row.amount
    }
    // The last column is for what has no time, and is left out where there is none of it.
    let hasRest = amounts.values.contains { $0[numbers.count] != .zero }
    let columns = numbers.count + (hasRest ? 1 : 0)
    var listed = amounts.map { Line(name: $0.key, cells: Array($0.value.prefix(columns))) }
    listed.sort { $0.total != $1.total ? $0.total > $1.total : $0.name < $1.name }
    guard !listed.isEmpty else { return nil }
    let traces = Dictionary(
      (summary.groups[.feature] ?? []).map { ($0.name, $0.traces) }
    ) { first, _ in first }
    let others = listed.dropFirst(Self.mostFeatures)
    listed = Array(listed.prefix(Self.mostFeatures))
    var exact = listed.map(\.cells)
    var names = listed.map { HTML.name($0.name, orIfEmpty: "without a feature") }
    var counts = listed.map { traces[$0.name] }
    if !others.isEmpty {
      exact.append((0..<columns).map { column in others.reduce(.zero) { $0 + $1.cells[column] } })
      names.append(.soft(Shown.count(others.count, "other", "others")))
      counts.append(others.reduce(0) { $0 + (traces[$1.name] ?? 0) })
    }
    let matrix = AmountMatrix(exact, columns: columns, decimals: decimals)
    let most = exact.flatMap { $0 }.max() ?? .zero
    rows = names.indices.map { row in
      let sum = exact[row].reduce(ExactDecimal.zero, +)
      return FeatureDaysRow(
        feature: names[row],
        cells: (0..<columns).map { column in
          let share = exact[row][column].share(of: most)
          let heat = min(60, max(0, Int((share * 12).rounded()) * 5))
          return HeatCell(
            amount: exact[row][column] == .zero && matrix.cells[row][column] == 0
              ? "–"
              : money.part(
                matrix.cells[row][column], of: exact[row][column], decimals: decimals),
            heat: "h\(heat)")
        }, total: money.text(matrix.rowTotals[row], decimals: decimals),
        requests: counts[row].map { Shown.count($0) } ?? "–",
        each: counts[row].flatMap { sum.divided(by: $0) }.map(money.amount) ?? "–")
    }
    days = numbers.map { ReportDay(number: $0).short } + (hasRest ? ["no time"] : [])
    feet = matrix.feet.parts.map { money.text($0, decimals: decimals) }
    total = money.text(matrix.feet.total, decimals: decimals)
    requests = Shown.count(summary.traces)
    each = figures.costPerRequest ?? "–"
    movedNote =
      matrix.moved > 0
      ? "\(Shown.count(matrix.moved, "amount was", "amounts were")) rounded the other way, so that rows and columns add up."
      : nil
  }
}
