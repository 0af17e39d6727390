import TraceModel

/// Takes out of a summary what the next week needs.
struct SummaryReader {
  let summary: JSONValue

  static let members: Set = [
    "schema", "title", "edition", "period", "traces", "cost", "verdicts", "groups", "latency_ms",
    "actions", "history", "cut",
  ]

  func report() throws(PreviousReportError.Reason) -> PreviousReport {
    guard case .object = summary, let schema = summary["schema"]?.string else {
      throw .noSummary
    }
    guard schema.utf8.elementsEqual("casebook.summary/1".utf8) else {
      throw .otherSchema(clipped(schema, to: 100))
    }
    guard let period = summary["period"] else { throw .unusable("period") }
    guard let week = period["week"]?.string.flatMap(ISOWeek.init) else { throw .noWeek }
    guard let currency = summary["cost"]?["currency"]?.string, currency.utf8.count <= 64 else {
      throw .unusable("cost.currency")
    }
    var report = PreviousReport(
      title: clipped(summary["title"]?.string ?? "", to: 200),
      edition: clipped(summary["edition"]?.string ?? "", to: 20), week: week,
      currency: Name(currency), figures: try figures(of: week))
    for kind in GroupKind.allCases {
      report.groups[kind] = rows(summary["groups"]?[kind.rawValue]).compactMap(group)
    }
    report.labels = labels()
    report.history = rows(summary["history"]).compactMap { historyWeek($0, before: week) }
    readActions(into: &report)
    return report
  }

  // MARK: - The week's own figures

  private func figures(of week: ISOWeek) throws(PreviousReportError.Reason) -> HistoryWeek {
    let cost = summary["cost"]
    let verdicts = summary["verdicts"]
    guard let total = money(cost?["total"]) else { throw .unusable("cost.total") }
    guard let traces = count(summary["traces"]) else { throw .unusable("traces") }
    guard let judged = count(verdicts?["judged"]), judged <= traces else {
      throw .unusable("verdicts.judged")
    }
    guard let good = count(verdicts?["good"]), good <= judged else {
      throw .unusable("verdicts.good")
    }
    guard let handedOff = count(verdicts?["handed_off"]), handedOff <= traces else {
      throw .unusable("verdicts.handed_off")
    }
    var figures = HistoryWeek(week: week.description, cost: total)
    figures.traces = traces
    figures.judged = judged
    figures.good = good
    figures.goodRate = share(verdicts?["good_rate"]?["value"])
    figures.handedOff = handedOff
    figures.unsafe = count(verdicts?["classes"]?["unsafe"]).flatMap { $0 <= judged ? $0 : nil }
    figures.perGood = money(cost?["per_good"])
    figures.perGoodWithHandOffs = money(cost?["per_good_with_handoffs"])
    figures.thrownAway = money(cost?["retries"])
    figures.p95Milliseconds = milliseconds(summary["latency_ms"]?["p95"])
    return figures
  }

  private func historyWeek(_ row: JSONValue, before last: ISOWeek) -> HistoryWeek? {
    guard let week = row["week"]?.string.flatMap(ISOWeek.init), week < last,
      let cost = money(row["cost"])
    else { return nil }
    var entry = HistoryWeek(week: week.description, cost: cost)
    entry.traces = count(row["traces"])
    entry.judged = count(row["judged"])
    entry.good = count(row["good"])
    entry.goodRate = share(row["good_rate"])
    entry.handedOff = count(row["handed_off"])
    entry.perGood = money(row["per_good"])
    entry.perGoodWithHandOffs = money(row["per_good_with_handoffs"])
    entry.thrownAway = money(row["thrown_away"])
    entry.p95Milliseconds = milliseconds(row["p95_ms"])
    return entry
  }

  private func group(_ row: JSONValue) -> PreviousGroup? {
    guard let name = name(row["name"]), let judged = count(row["judged"]),
      let rate = judged == 0 ? 0 : share(row["good_rate"]?["value"])
    else { return nil }
    // The rate has nine decimals, so this is the count it was made of.
    var group = PreviousGroup(
      name: name, judged: judged, good: Int((rate * Double(judged)).rounded()))
    group.traces = count(row["traces"])
    group.cost = money(row["cost"])
    return group
  }

  private func labels() -> [Name: [Name: Int]] {
    var labels: [Name: [Name: Int]] = [:]
    let matrix = summary["verdicts"]?["agreement"]?["outcome_label_matrix"]
    for outcome in members(matrix) {
      guard let word = name(.string(outcome.key)) else { continue }
      for label in members(outcome.value) {
        guard let second = name(.string(label.key)), let count = count(label.value) else {
          continue
        }
        labels[word, default: [:]][second] = count
      }
    }
    return labels
  }

  // MARK: - Actions

  /// Only the review edition names traces as the logs do, so only its actions can be carried on.
  private func readActions(into report: inout PreviousReport) {
    let all = rows(summary["actions"], limit: .max)
    let open = all.filter { $0["done"] != .bool(true) }
    let actions = report.edition == "review" ? open.prefix(Self.limit).compactMap(action) : []
    report.openActions = actions.map { action in
      var action = action
      // A week nobody can have listed it in is not repeated on the page.
      if ISOWeek(action.since).map({ $0 > report.week }) ?? true {
        action.since = report.week.description
      }
      return action
    }
    // A short list has the open ones first: if a done one is left, no open one was cut.
    let cut = open.count < all.count ? 0 : count(summary["cut"]?["actions"]) ?? 0
    report.actionsLeftOut = open.count - actions.count + cut
  }

  private func action(_ row: JSONValue) -> Action? {
    guard let trace = name(row["trace_id"]), let text = row["text"]?.string, !text.isEmpty,
      text.utf8.count <= 64 << 10
    else { return nil }
    return Action(
      text: text, isDone: false, traceID: trace, since: row["since"]?.string ?? "")
  }

  // MARK: - Values

  private static let limit = 10_000

  private func rows(_ value: JSONValue?, limit: Int = limit) -> [JSONValue] {
    guard case .array(let rows) = value else { return [] }
    return rows.count > limit ? Array(rows.prefix(limit)) : rows
  }

  private func members(_ value: JSONValue?) -> [JSONValue.Member] {
    guard case .object(let members) = value else { return [] }
    return Array(members.prefix(200))
  }

  private func name(_ value: JSONValue?) -> Name? {
    guard let text = value?.string, text.utf8.count <= 4096 else { return nil }
    return Name(text)
  }

  private func number(_ value: JSONValue?, in range: ClosedRange<Double>) -> Double? {
    guard case .number(let digits) = value, let number = Double(digits), range.contains(number)
    else { return nil }
    return number
  }

  private func count(_ value: JSONValue?) -> Int? {
    guard case .number(let digits) = value, let count = Int(digits),
      (0...1_000_000_000_000_000).contains(count)
    else { return nil }
    return count
  }

  private func share(_ value: JSONValue?) -> Double? { number(value, in: 0...1) }
  private func milliseconds(_ value: JSONValue?) -> Double? { number(value, in: 0...1e13) }
  private func money(_ value: JSONValue?) -> ExactDecimal? {
    guard let digits = value?.string, digits.utf8.count <= 64 else { return nil }
    return ExactDecimal(digits)
  }

  private func clipped(_ text: String, to limit: Int) -> String {
    String(String.UnicodeScalarView(text.unicodeScalars.prefix(limit)))
  }
}
